import type { BenchDocument, EntryDocument } from '../../src/bench/bench-document.ts';
import { figuresOf, lostIn, type Session } from '../../src/bench/figures.ts';
import { metricsOf } from '../../src/bench/metric.ts';
import { PUBLISHED } from '../../src/bench/published.ts';
import { randomFrom } from '../../src/bench/random.ts';
import { schedule } from '../../src/bench/schedule.ts';
import { MEASURES, type Measure, type Slice } from '../../src/bench/slice.ts';

/** How much slower each lab is than the first; the second is the baseline's other. */
export type Slowness = readonly number[];

/** Slices as they would be where each lab is so much slower, with some noise, by chance from a seed. */
export function sessionOf(slowness: Slowness, rounds: number, noise = 0.01, seed = 1): Session {
  const random = randomFrom(seed);
  const places = slowness.map((_, place) => place);
  const turns = schedule(rounds, MEASURES, places, random);
  const slices = turns.map(({ measure, place }) =>
    sliceOf(measure, slowness[place]! * (1 + noise * (random() - 0.5))),
  );
  return { rounds, measures: MEASURES, turns, slices };
}

function sliceOf(measure: Measure, slow: number): Slice {
  const ns = 100_000_000;
  const medianNs = Math.round(40_000 * slow);
  if (measure === 'udp')
    return { measure, packets: Math.floor(80_000 / slow), ns, lost: 0, medianNs };
  if (measure === 'rr') return { measure, transactions: Math.floor(20_000 / slow), ns, medianNs };
  return { measure, bytes: Math.floor(400_000_000 / slow), ns };
}

const ROLES = ['baseline', 'again'] as const;

/** A document of one group, as `bench` would have made it of these slices. */
export function documentOf(
  session: Session,
  contenders: readonly string[],
  out: readonly EntryDocument[] = [],
): BenchDocument {
  const names = ['cilium/same-node', 'cilium/same-node', ...contenders];
  const labs = names.map((_, place) => ({ role: ROLES[place] ?? ('contender' as const), place }));
  const figures = figuresOf(labs, session);
  const entries = names.map(
    (datapath, i): EntryDocument => ({
      ...{ datapath, title: `what ${datapath} is`, role: labs[i]!.role },
      ...{ verdict: 'pass', reason: 'as it should be' },
      verifications: (['before', 'after'] as const).flatMap((when) =>
        (['udp', 'tcp'] as const).map((probe) => ({
          ...{ when, probe, verdict: 'pass' as const, reason: 'as it should be', findings: [] },
        })),
      ),
      ...{ figures: figures[i]!, lost: lostIn(i, session) },
    }),
  );
  return {
    ...{ schema: 'cni-lab/bench/1', id: '20261122-060000-abcd' },
    ...{ startedAt: '2026-11-22T06:00:00.000Z', durationMs: 12_000, verdict: 'pass' },
    environment: { kernel: '6.18.44', cpu: 'A CPU', cpus: 2, busy: { before: 0.1, after: 1.2 } },
    ...{ family: 4, rounds: session.rounds, sliceMs: 100, seed: 1 },
    ...{ measures: session.measures, metrics: metricsOf(session.measures) },
    groups: [
      {
        ...{ placement: 'same-node', baseline: 'cilium/same-node', onCpus: [1, 0] },
        entries: [...entries, ...out],
      },
    ],
    ...{ published: PUBLISHED, folder: 'cni-lab-runs/20261122-060000-abcd' },
  };
}

/** One that was left out. */
export const LEFT_OUT: EntryDocument = {
  ...{ datapath: 'cilium/netkit-same-node', title: 'netkit', role: 'contender' },
  ...{ verdict: 'skipped', reason: 'the kernel has no netkit', verifications: [], figures: [] },
  lost: 0,
};
