import type { AttachedProgram } from '../cni/cilium/attached-programs.ts';
import { listAt, parseJson, textAt } from '../cni/json.ts';
import type { Runner } from '../host/runner.ts';
import { ask } from './ask.ts';
import type { DeviceFacts } from './device-facts.ts';

const HOOKS = ['ingress', 'egress'] as const;

interface Question {
  readonly device: DeviceFacts;
  readonly hook: (typeof HOOKS)[number];
}

/** The programs on the classic tc hooks of these devices; null if tc does not say. */
export async function tcPrograms(
  place: Runner,
  devices: readonly DeviceFacts[],
  signal: AbortSignal,
): Promise<AttachedProgram[] | null> {
  const questions = devices.flatMap((device) => HOOKS.map((hook) => ({ device, hook })));
  const together = questions.filter(fitsIntoBatch);
  const alone = questions.filter((question) => !fitsIntoBatch(question));
  const answers = await Promise.all([
    askTogether(place, together, signal),
    ...alone.map((question) => askAlone(place, question, signal)),
  ]);
  return answers.includes(null) ? null : answers.flatMap((found) => found ?? []);
}

/** A line of a batch has quotes and comments, and no way to write them otherwise. */
function fitsIntoBatch({ device }: Question): boolean {
  return !/^$|["'#\\\s]/.test(device.name);
}

/** In one process. */
async function askTogether(place: Runner, questions: readonly Question[], signal: AbortSignal) {
  if (questions.length === 0) return [];
  const input = questions.map((q) => `filter show dev ${q.device.name} ${q.hook}\n`).join('');
  const { text } = await ask(place, ['tc', '-j', '-batch', '-'], { input, signal });
  const answers = text?.trim().split('\n') ?? []; // one array a line, in the order of the questions
  if (answers.length !== questions.length) return null;
  return questions.flatMap((question, i) => programsOf(question, answers[i]!));
}

async function askAlone(place: Runner, question: Question, signal: AbortSignal) {
  const { device, hook } = question;
  const argv = ['tc', '-j', 'filter', 'show', 'dev', device.name, hook] as const;
  const { text } = await ask(place, argv, { signal });
  return text === null ? null : programsOf(question, text);
}

function programsOf({ device, hook }: Question, text: string): AttachedProgram[] {
  return filterPrograms(text).map((name) => ({
    ...{ device: device.name, ifindex: device.ifindex, hook: `tc ${hook}`, name },
  }));
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
