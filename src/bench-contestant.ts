import type { EntryDocument, VerificationDocument } from './bench/bench-document.ts';
import { probesFor, whyNotMeasured } from './bench/contenders.ts';
import type { BenchChoice } from './bench-choice.ts';
import { type Datapath, familiesOf } from './datapaths/datapath.ts';
import { explainFailure } from './host/explain-failure.ts';
import type { Lab } from './labs/lab.ts';
import { makeLab } from './labs/netns/acquire-lab.ts';
import { whyNotHere } from './labs/netns/runnable.ts';
import { pooled } from './pooled.ts';
import { judgedRun, resultDocument } from './report/result-document.ts';
import { run } from './run.ts';

/** Labs that are made, or verified, at the same time. */
const AT_ONCE = 3;

/** A datapath with its lab, as far as it has come. */
export interface Contestant {
  readonly datapath: Datapath;
  readonly role: EntryDocument['role'];
  lab: Lab | null;
  /** Why it is out, where it is. */
  out: Pick<EntryDocument, 'verdict' | 'reason' | 'error'> | null;
  readonly verifications: VerificationDocument[];
}

/** Makes the labs of those that can be had here, and verifies each. */
export async function prepare(all: readonly Contestant[], choice: BenchChoice): Promise<void> {
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

export async function verifyAll(
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
