import type {
  BenchDocument,
  EntryDocument,
  GroupDocument,
  VerificationDocument,
} from './bench/bench-document.ts';
import { type Group, probesFor, whyNotMeasured } from './bench/contenders.ts';
import { figuresOf, lostIn, type Session } from './bench/figures.ts';
import { load } from './bench/load.ts';
import { metricsOf } from './bench/metric.ts';
import { PUBLISHED } from './bench/published.ts';
import { randomFrom } from './bench/random.ts';
import { schedule } from './bench/schedule.ts';
import type { Measure } from './bench/slice.ts';
import { type Datapath, familiesOf } from './datapaths/datapath.ts';
import { addressOf, type Family, passageOf } from './datapaths/topology.ts';
import { machineCpus, processesAtWork } from './host/busy.ts';
import { explainFailure } from './host/explain-failure.ts';
import { localRunner } from './host/local-runner.ts';
import { netnsPath } from './host/netns-path.ts';
import type { OutputFolder } from './host/output-folder.ts';
import { requireLabHost } from './host/preflight.ts';
import { kernelRelease } from './host/tool-versions.ts';
import { LAB_TOOLS } from './host/tools.ts';
import type { Lab } from './labs/lab.ts';
import { makeLab } from './labs/netns/acquire-lab.ts';
import { whyNotHere } from './labs/netns/runnable.ts';
import { pooled } from './pooled.ts';
import { judgedRun, resultDocument } from './report/result-document.ts';
import { worstOf } from './report/run-document.ts';
import { run } from './run.ts';

export interface BenchChoice {
  readonly groups: readonly Group[];
  readonly family: Family;
  readonly measures: readonly Measure[];
  readonly rounds: number;
  readonly sliceMs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/** Labs that are made, or verified, at the same time. */
const AT_ONCE = 3;

/** A datapath with its lab, as far as it has come. */
interface Contestant {
  readonly datapath: Datapath;
  readonly role: EntryDocument['role'];
  lab: Lab | null;
  /** Why it is out, where it is. */
  out: Pick<EntryDocument, 'verdict' | 'reason' | 'error'> | null;
  readonly verifications: VerificationDocument[];
}

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

/** Makes the labs of those that can be had here, and verifies each. */
async function prepare(all: readonly Contestant[], choice: BenchChoice): Promise<void> {
  const { family, measures, signal, onStep } = choice;
  const absent = await whyNotHere(all.map(({ datapath }) => datapath));
  for (const [i, one] of all.entries()) {
    const lacksFamily = !familiesOf(one.datapath).includes(family);
    const reason =
      absent[i] ??
      (lacksFamily ? `it is not there over IPv${family}` : null) ??
      whyNotMeasured(one.datapath, family, measures);
    if (reason) one.out = { verdict: 'skipped', reason };
  }
  const possible = all.filter(({ out }) => out === null);
  onStep(`making ${possible.length} labs`);
  await pooled(possible, AT_ONCE, (one) =>
    orOut(one, signal, async () => {
      one.lab = await makeLab(one.datapath, family, { signal });
      await one.lab.ready;
    }),
  );
  onStep('verifying each lab');
  await verifyAll(
    possible.filter(({ out }) => out === null),
    'before',
    choice,
  );
}

async function verifyAll(
  those: readonly Contestant[],
  when: VerificationDocument['when'],
  choice: BenchChoice,
): Promise<void> {
  await pooled(those, AT_ONCE, (one) =>
    orOut(one, choice.signal, async () => {
      for (const probe of probesFor(choice.measures)) {
        const told = await verified(one, probe, when, choice);
        one.verifications.push(told);
        if (told.verdict === 'pass') continue;
        const words = when === 'before' ? 'before it was measured' : 'after it was measured';
        one.out ??= { verdict: told.verdict, reason: `${words}: ${told.reason}` };
      }
    }),
  );
}

/** The captures are gone when it returns: none runs beside a slice. */
async function verified(
  { datapath, lab }: Contestant,
  kind: VerificationDocument['probe'],
  when: VerificationDocument['when'],
  { family, signal }: BenchChoice,
): Promise<VerificationDocument> {
  const finished = await run(
    datapath,
    async () => lab!,
    async () => {}, // it goes on to be measured
    {
      probe: { kind, family, count: 3, intervalMs: 10, size: 64 },
      ...{ signal, others: [datapath] },
    },
  );
  const { verdict, reason, findings } = resultDocument(judgedRun(finished));
  return { when, probe: kind, verdict, reason, findings };
}

/** A machine that lacks something leaves it out; any other failure leaves it open. */
async function orOut(one: Contestant, signal: AbortSignal, work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = explainFailure(error);
    const verdict = failure.exitCode === 3 ? 'skipped' : 'inconclusive';
    one.out = { verdict, reason: failure.message, error: failure.toJSON() };
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
