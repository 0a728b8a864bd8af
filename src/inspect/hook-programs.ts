import { type AttachedProgram, attachedPrograms } from '../cni/cilium/attached-programs.ts';
import { listAt, parseJson, textAt } from '../cni/json.ts';
import type { Answer } from './ask.ts';
import type { DeviceFacts } from './device-facts.ts';

/** Everyone who can say which programs are on a node's devices. */
export interface ProgramAnswers {
  /** Ours: `bpftool -j batch` of `version` and `net show`. */
  readonly bpftool: Answer;
  /** What is on the classic hooks: `tc -j filter show`; null if it did not answer. */
  readonly tc: readonly AttachedProgram[] | null;
  /** What our own tool tells of netkit devices. */
  readonly netkit: readonly AttachedProgram[];
  /** That of Cilium's agent: `bpftool -j net show`. */
  readonly agent: string | null;
  readonly devices: readonly DeviceFacts[];
  /** As `uname -r` says; null where nobody but us attaches programs. */
  readonly kernel: string | null;
}

export interface HookPrograms {
  readonly attached: readonly AttachedProgram[];
  /** Why our own tools may not have seen all of them; null if they did. */
  readonly oursBlind: string | null;
  /** Why there may be more than what anybody saw; null if all was seen. */
  readonly blind: string | null;
}

/** What all of them see together: none of them is asked to see all. */
export function hookPrograms(answers: ProgramAnswers): HookPrograms {
  const [version, net] = batchOutputs(answers.bpftool.text);
  const listed = [
    ...attachedPrograms(net === undefined ? null : JSON.stringify(net)),
    ...attachedPrograms(answers.agent),
    ...answers.netkit,
  ];
  const { tc } = answers;
  const seen = tc ? [...tc, ...listed.filter(({ hook }) => !hook.startsWith('tc '))] : listed;
  const xdp = answers.devices.flatMap(({ name: device, ifindex, xdp }) =>
    xdp === null ? [] : [{ device, ifindex, hook: 'xdp', name: xdp }],
  );
  const named = [...seen.filter((program) => program.hook !== 'xdp'), ...xdp];
  const attached = named.filter((one, i) => named.findIndex((other) => same(one, other)) === i);
  const oursBlind = blindness(answers, textAt(version, 'version'));
  return { attached, oursBlind, blind: answers.agent === null ? oursBlind : null };
}

function same(one: AttachedProgram, other: AttachedProgram): boolean {
  return one.ifindex === other.ifindex && one.hook === other.hook && one.name === other.name;
}

function batchOutputs(text: string | null): unknown[] {
  return listAt(parseJson(text)).map((answer) =>
    typeof answer === 'object' && answer !== null && 'output' in answer ? answer.output : null,
  );
}

const TCX_KERNEL = [6, 6] as const;
const TCX_BPFTOOL = [7, 3] as const;

/** Tools that are older than a hook show nothing of it. */
function blindness({ bpftool, kernel }: ProgramAnswers, version: string | null) {
  if (kernel === null || !isAtLeast(kernel, TCX_KERNEL)) return null;
  if (bpftool.text === null) return `${bpftool.why}, and tc does not see tcx and netkit`;
  if (version === null || isAtLeast(version, TCX_BPFTOOL)) return null;
  return `bpftool ${version} does not see tcx and netkit`;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, one, two] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(one) > major || (Number(one) === major && Number(two) >= minor);
}
