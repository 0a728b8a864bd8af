import type { BenchDocument, EntryDocument, GroupDocument } from './bench/bench-document.ts';
import type { Group } from './bench/contenders.ts';
import { figuresOf, lostIn, type Session } from './bench/figures.ts';
import { load } from './bench/load.ts';
import { metricsOf } from './bench/metric.ts';
import { PUBLISHED } from './bench/published.ts';
import { randomFrom } from './bench/random.ts';
import { schedule } from './bench/schedule.ts';
import type { BenchChoice } from './bench-choice.ts';
import { type Contestant, prepare, verifyAll } from './bench-contestant.ts';
import type { Datapath } from './datapaths/datapath.ts';
import { addressOf, passageOf } from './datapaths/topology.ts';
import { machineCpus, processesAtWork } from './host/busy.ts';
import { localRunner } from './host/local-runner.ts';
import { netnsPath } from './host/netns-path.ts';
import type { OutputFolder } from './host/output-folder.ts';
import { requireLabHost } from './host/preflight.ts';
import { kernelRelease } from './host/tool-versions.ts';
import { LAB_TOOLS } from './host/tools.ts';
import { worstOf } from './report/run-document.ts';

/**
 * Measures datapaths side by side: a group's labs are all up at the same time, each is verified before and after,
 * and what does not pass does not count. @throws LabError, CommandError
 */
export async function benchLabs(
  id: string,
  folder: OutputFolder,
  choice: BenchChoice,
): Promise<BenchDocument> {
  requireLabHost(LAB_TOOLS, 'run');
  const started = new Date();
  const before = processesAtWork();
  const groups: GroupDocument[] = [];
  for (const group of choice.groups) groups.push(await benchGroup(group, choice));
  const { family, rounds, sliceMs, seed, measures } = choice;
  return {
    ...{ schema: 'cni-lab/bench/1', id, startedAt: started.toISOString() },
    durationMs: Date.now() - started.getTime(),
    verdict: worstOf(groups.flatMap(({ entries }) => entries.map(({ verdict }) => verdict))),
    environment: {
      ...{ kernel: kernelRelease(), ...machineCpus() },
      busy: { before, after: processesAtWork() },
    },
    ...{ family, rounds, sliceMs, seed, measures, metrics: metricsOf(measures), groups },
    ...{ published: PUBLISHED, folder: folder.path },
  };
}

async function benchGroup(group: Group, choice: BenchChoice): Promise<GroupDocument> {
  const { placement, baseline, contenders } = group;
  const all: Contestant[] = [
    { datapath: baseline, role: 'baseline' as const },
    { datapath: baseline, role: 'again' as const },
    ...contenders.map((datapath) => ({ datapath, role: 'contender' as const })),
  ].map((one) => ({ ...one, lab: null, out: null, verifications: [] }));
  try {
    await prepare(all, choice);
    const present = all.filter(({ lab, out }) => lab && !out);
    const isThere = present.some(({ role }) => role === 'baseline') && present.length > 1;
    if (!isThere) return grouped({ placement, baseline, all });
    const session = await measure(placement, present, choice);
    choice.onStep(`${placement}: verifying again`);
    await verifyAll(present, 'after', choice);
    return grouped({ placement, baseline, all, present, session });
  } finally {
    await Promise.all(all.map(({ lab }) => lab?.remove()));
  }
}

interface Measurement extends Session {
  readonly onCpus: readonly [number, number];
}

async function measure(
  placement: string,
  present: readonly Contestant[],
  { rounds, measures, sliceMs, seed, signal, onStep }: BenchChoice,
): Promise<Measurement> {
  const places = present.map((_, place) => place);
  const turns = schedule(rounds, measures, places, randomFrom(seed));
  const labs = present.map(({ datapath, lab }) => {
    const { topology } = lab!;
    const { from, to, device } = passageOf(topology);
    const [asking, asked] = [from, to].map((end) => netnsPath(lab!.namespace(end)));
    const address = addressOf(topology, to, device);
    return { datapath: datapath.name, from: asking!, to: asked!, address };
  });
  const perRound = turns.length / rounds;
  const loaded = await load(localRunner, labs, turns, sliceMs, signal, (done) =>
    onStep(`${placement}: round ${Math.min(rounds, Math.floor(done / perRound) + 1)} of ${rounds}`),
  );
  return { ...{ rounds, measures, turns }, ...loaded };
}

interface GroupParts {
  readonly placement: Group['placement'];
  readonly baseline: Datapath;
  readonly all: readonly Contestant[];
  readonly present?: readonly Contestant[];
  readonly session?: Measurement;
}

function grouped({ placement, baseline, all, present = [], session }: GroupParts): GroupDocument {
  // one that is no longer what it was has not been what it is called, nobody knows since when
  const counted = present
    .map((one, place) => ({ one, role: one.role, place }))
    .filter(({ one }) => one.out === null);
  const hasBaseline = counted.some(({ role }) => role === 'baseline');
  const figures = session && hasBaseline ? figuresOf(counted, session) : [];
  const entries = all.map((one): EntryDocument => {
    const index = counted.findIndex((other) => other.one === one);
    const { datapath, role, out, verifications } = one;
    const { name, title, proof } = datapath;
    const missing = figures[index] ? null : without(baseline);
    return {
      ...{ datapath: name, title, role, verdict: 'pass', reason: proof },
      ...(out ?? missing),
      verifications,
      figures: figures[index] ?? [],
      lost: session && figures[index] ? lostIn(counted[index]!.place, session) : 0,
    };
  });
  return {
    ...{ placement, baseline: baseline.name, onCpus: session?.onCpus ?? null },
    entries,
  };
}

/** What passes is not measured where there is nothing to hold it against. */
function without(baseline: Datapath) {
  const reason = `${baseline.name}, its baseline, could not be measured beside another lab`;
  return { verdict: 'skipped' as const, reason };
}
