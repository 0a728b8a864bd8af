import { LabError } from '../errors.ts';
import { LineReader } from '../host/agent/line-reader.ts';
import type { Argv, Runner } from '../host/runner.ts';
import { shippedFile } from '../host/shipped-file.ts';
import type { Turn } from './schedule.ts';
import { LETTERS, type PlacedSlice, parseSlice } from './slice.ts';

/** A lab that traffic is to pass. */
export interface LoadedLab {
  readonly datapath: string;
  /** Path of the network namespace of the pod that asks, and of the one that is asked. */
  readonly from: string;
  readonly to: string;
  /** That is asked. */
  readonly address: string;
}

export interface Loaded {
  /** That traffic was sent on, and that streams were received on. */
  readonly onCpus: readonly [number, number];
  /** In the order of the turns. */
  readonly slices: readonly PlacedSlice['slice'][];
}

/**
 * Sends all turns' traffic, one after the other, by one process that has its sockets in all labs (native/load.c).
 * @param onSlices told how many turns are done, once in each round
 * @throws LabError E_PROBE if a lab does not carry it; what the signal was aborted with
 */
export async function load(
  runner: Runner,
  labs: readonly LoadedLab[],
  turns: readonly Turn[],
  sliceMs: number,
  signal: AbortSignal,
  onSlices: (done: number) => void,
): Promise<Loaded> {
  signal.throwIfAborted();
  const running = runner.start(loadCommand(labs, turns, sliceMs));
  const abort = () => running.kill('SIGKILL');
  signal.addEventListener('abort', abort);
  try {
    const complaints = collected(running.stderr);
    const lines = new LineReader();
    const said: string[] = [];
    for await (const chunk of running.stdout) {
      said.push(...lines.push(chunk));
      onSlices(Math.max(0, said.length - 1));
    }
    const [complaint, { exitCode }] = [await complaints, await running.ended];
    signal.throwIfAborted();
    if (exitCode !== 0) throw notCarried(complaint, labs);
    return answersOf(said, turns);
  } finally {
    signal.removeEventListener('abort', abort);
    running.kill('SIGKILL');
    await running.ended;
  }
}

/** Answers are asked for once in each round: to read them takes a CPU. @throws LabError E_BPF_OBJECT_MISSING */
export function loadCommand(
  labs: readonly LoadedLab[],
  turns: readonly Turn[],
  sliceMs: number,
): Argv {
  const words = turns.flatMap(({ round, measure, place }, i) => {
    const word = `${LETTERS[measure]}${place}`;
    return turns[i + 1]?.round === round ? [word] : [word, '/'];
  });
  const places = labs.map(({ from, to, address }) => [from, to, address].join(','));
  return [shippedFile('load'), `${sliceMs}`, ...places, '--', ...words];
}

/** What native/load.c wrote, as the turns' slices. @throws if it is not that */
export function answersOf(said: readonly string[], turns: readonly Turn[]): Loaded {
  const [head = '', ...lines] = said;
  const [, sender, receiver] = /^ready (-?\d+) (-?\d+)$/.exec(head) ?? [];
  if (receiver === undefined || lines.length !== turns.length) {
    throw new Error(`native/load.c wrote ${said.length} lines, the first "${head}"`);
  }
  const slices = turns.map(({ measure, place }, i) => {
    const answer = parseSlice(lines[i]!);
    if (answer?.place === place && answer.slice.measure === measure) return answer.slice;
    throw new Error(`native/load.c answered "${lines[i]}" for ${measure} in lab ${place}`);
  });
  return { onCpus: [Number(sender), Number(receiver)], slices };
}

async function collected(lines: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all.join('; ');
}

function notCarried(complaint: string, labs: readonly LoadedLab[]): LabError {
  const [, place, why = complaint] = /^lab (\d+): (.*)$/.exec(complaint) ?? [];
  const { datapath = 'a lab' } = labs[Number(place)] ?? {};
  return new LabError('E_PROBE', {
    message: `${datapath} does not carry what it is to be measured by`,
    why: why || 'what sends it ended at once',
    mend: `cni-lab bench ${datapath} --rounds 1 --verbose`,
  });
}
