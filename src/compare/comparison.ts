import { legWords } from '../report/leg-words.ts';
import type { ResultDocument, RunDocument } from '../report/run-document.ts';
import { byLeg, LEGS, type Leg } from '../verdict/join-key.ts';
import type { Observation } from '../verdict/observation.ts';
import { hopTimes, type LegTime } from './hop-times.ts';

/** What `compare --json` prints: two runs of one probe each, side by side. */
export interface Comparison {
  readonly schema: 'cni-lab/comparison/1';
  readonly runs: readonly [ComparedRun, ComparedRun];
  /** Of either run, in the order of the path. */
  readonly taps: readonly ComparedTap[];
  /** How many taps and legs differ. */
  readonly different: number;
  /** What a reader must know of the times. */
  readonly notes: readonly string[];
}

export interface ComparedRun {
  readonly id: string;
  readonly datapath: string;
  readonly lab: string | null;
  readonly verdict: ResultDocument['verdict'];
  readonly kernel: string;
  readonly probe: ResultDocument['probe'] | null;
  readonly identified: readonly string[];
  /** Null where the run does not say what its packets look like. */
  readonly times: readonly LegTime[] | null;
}

export interface ComparedTap extends Readonly<Record<Leg, ComparedLeg>> {
  readonly tap: string;
}

export interface ComparedLeg {
  /** `3 of 3 out`, `none`; null where a run has no such tap. */
  readonly seen: readonly [string | null, string | null];
  readonly same: boolean;
}

/** One result of a run, with what its captures show. */
export interface Compared {
  readonly run: Pick<RunDocument, 'id' | 'environment'>;
  readonly result: ResultDocument;
  readonly observation: Observation | null;
}

/** What differs between two, tap by tap and leg by leg, and what the hops took in each. Pure. */
export function compare(one: Compared, other: Compared): Comparison {
  const both = [one, other] as const;
  const taps = tapsOfBoth(both.map(({ result }) => result.taps.map(({ tap }) => tap)));
  const compared = taps.map((tap): ComparedTap => {
    const legs = byLeg((leg): ComparedLeg => {
      const seen = both.map(({ result }) => {
        const known = result.taps.find((t) => t.tap === tap);
        return known ? legWords(known[leg]) : null;
      }) as [string | null, string | null];
      return { seen, same: share(seen[0]) === share(seen[1]) };
    });
    return { tap, ...legs };
  });
  const differing = compared.flatMap((tap) => LEGS.filter((leg) => !tap[leg].same));
  const runs = [comparedRun(one), comparedRun(other)] as const;
  return {
    ...{ schema: 'cni-lab/comparison/1', runs, taps: compared, different: differing.length },
    notes: notesOn(runs),
  };
}

/** What came of it: `2 of 8 taps and legs differ`. */
export function outcomeWords({ taps, different }: Comparison): string {
  if (different === 0) return 'every tap saw the same in both';
  return `${different} of ${taps.length * LEGS.length} taps and legs differ`;
}

/** Stamps are given once, when a packet comes in: handed over, it keeps the one it has. */
function notesOn(runs: Comparison['runs']): string[] {
  const hops = runs.flatMap(({ times }) => times?.flatMap((time) => time.hops) ?? []);
  if (!hops.some(({ median }) => median === 0)) return [];
  return [
    'where a packet is handed over it keeps its stamp: the hand-over itself is not in these times',
  ];
}

function comparedRun({ run, result, observation }: Compared): ComparedRun {
  const { datapath, lab, verdict, probe, identified, replay } = result;
  const times = replay && observation ? hopTimes(observation, replay.signature) : null;
  return {
    ...{ id: run.id, datapath, lab, verdict, kernel: run.environment.kernel },
    ...{ probe: probe ?? null, identified: identified.map((guess) => guess.datapath), times },
  };
}

/** Each once, in an order that agrees with both where they agree. */
function tapsOfBoth([one = [], other = []]: readonly (readonly string[])[]): string[] {
  const merged = [...one];
  let after = -1;
  for (const tap of other) {
    const known = merged.indexOf(tap);
    if (known >= 0) after = Math.max(after, known);
    else merged.splice(++after, 0, tap);
  }
  return merged;
}

/** Runs of different length differ in numbers, not in what they show: `all out`, `some out`. */
function share(seen: string | null): string | null {
  const [, count, of, way = ''] = /^(\d+) of (\d+)(.*)$/.exec(seen ?? '') ?? [];
  if (count === undefined) return seen;
  return `${count === of ? 'all' : 'some'}${way}`;
}
