import type { AttachedProgram } from '../cni/cilium/attached-programs.ts';
import { listAt, parseJson, textAt } from '../cni/json.ts';
import type { Runner } from '../host/runner.ts';
import { ask } from './ask.ts';
import { deviceWord } from './by-hand.ts';
import type { DeviceFacts } from './device-facts.ts';

const HOOKS = ['ingress', 'egress'] as const;

/** A line of a batch has quotes and comments, and no way to write them otherwise. */
const FITS_INTO_BATCH = /^[^"'#\\\s\ufffd]+$/;

/** The programs on the classic tc hooks of these devices, in one process; null if tc does not say. */
export async function tcPrograms(
  place: Runner,
  devices: readonly DeviceFacts[],
  signal: AbortSignal,
): Promise<AttachedProgram[] | null> {
  const questions = devices.flatMap((device) => HOOKS.map((hook) => ({ device, hook })));
  if (questions.length === 0) return [];
  const input = questions
    .map(({ device, hook }) => `filter show dev ${deviceWord(device, FITS_INTO_BATCH)} ${hook}\n`)
    .join('');
  const { text } = await ask(place, ['tc', '-j', '-batch', '-'], { input, signal });
  const answers = text?.trim().split('\n') ?? []; // one array a line, in the order of the questions
  if (answers.length !== questions.length) return null;
  return questions.flatMap(({ device, hook }, i) =>
    filterPrograms(answers[i]!).map((name) => ({
      ...{ device: device.name, ifindex: device.ifindex, hook: `tc ${hook}`, name },
    })),
  );
}

/**
 * Names as whoever attached the programs gave them: the kernel keeps 15 characters. tc itself gives
 * that of the object's file, which says less. @param text `tc -j filter show dev DEV HOOK`
 */
export function filterPrograms(text: string): string[] {
  return listAt(parseJson(text)).flatMap((filter) => {
    if (textAt(filter, 'kind') !== 'bpf') return [];
    const given = textAt(filter, 'options', 'bpf_name');
    const kept = textAt(filter, 'options', 'prog', 'name');
    return (given?.includes('.o:[') ? (kept ?? given) : (given ?? kept)) ?? [];
  });
}
