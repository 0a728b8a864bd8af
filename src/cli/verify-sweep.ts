import { type Datapath, placementOf } from '../datapaths/datapath.ts';
import { LabError } from '../errors.ts';
import { explainFailure } from '../host/explain-failure.ts';
import { OutputFolder } from '../host/output-folder.ts';
import { populateSweep, type SweepCluster } from '../labs/cluster/sweep/sweep-cluster.ts';
import { openCluster } from '../labs/open-cluster.ts';
import { documentOf } from '../live-sweep/document-of.ts';
import { liveSweep } from '../live-sweep/live-sweep.ts';
import type { PairChoice } from '../live-sweep/pair-lab.ts';
import { namedDatapaths } from '../named-datapaths.ts';
import { exitCodeOf } from '../report/run-document.ts';
import type { SweepDocument } from '../report/sweep-document.ts';
import { sweepText } from '../report/sweep-text.ts';
import { cleanUp } from './clean-up.ts';
import { printFailure } from './failure.ts';
import { type OutputOptions, probeOf } from './options.ts';
import { printResult } from './print-result.ts';
import type { Progress } from './progress.ts';
import type { VerifyChoice } from './verify-once.ts';

type SweepChoice = VerifyChoice &
  OutputOptions & { readonly strict?: boolean; readonly modes?: string };

/** `verify --sweep`: opens the cluster, sweeps, prints, sets the exit code, and removes what it made. @throws LabError */
export async function verifySweep(
  names: readonly string[],
  choice: SweepChoice,
  signal: AbortSignal,
  shown: Progress,
): Promise<void> {
  requireSense(choice);
  const started = new Date();
  const named = await onePerPlacement(names);
  const itself = (choice.all ?? false) || named['same-node'] !== undefined;
  const kind = choice.probe ?? 'ping';
  const probe = { ...probeOf(choice), kind };
  const folder = choice.out === undefined ? null : new OutputFolder(choice.out);
  const onPhase = (text: string) => shown.step(`sweep: ${text}`);
  const keep = choice.keep ?? false;
  const cluster = await open(choice, signal, { itself, keep, signal, onPhase });
  let document: SweepDocument;
  try {
    const found = await liveSweep(cluster, {
      ...{ probe, itself, signal, named, onPhase },
      onPlan: (plan) => onPhase(planned(plan)),
    });
    document = await documentOf(found, probe, started, brokenOff(signal));
  } catch (error) {
    await cluster.close().catch(() => {}); // what it failed for is more to the point
    throw error;
  }
  folder?.write('sweep.json', `${JSON.stringify(document, null, 2)}\n`);
  const left = await cleanUp(() => cluster.close(), `cni-lab down --name ${cluster.name}`);
  shown.done();
  printResult(choice, document, (style) => sweepText(document, style));
  if (left && !choice.quiet) process.stderr.write(`${left}\n`);
  process.exitCode = exitCode(document, choice.strict, left !== null, brokenOff(signal));
}

async function open(
  choice: SweepChoice,
  signal: AbortSignal,
  plan: Parameters<typeof populateSweep>[1],
): Promise<SweepCluster> {
  let opened: SweepCluster | undefined;
  await openCluster(
    choice.backend === 'cluster' ? 'cluster' : 'kind',
    choice,
    signal,
    async (bare) => {
      opened = await populateSweep(bare, plan);
      return opened;
    },
  );
  return opened!;
}

/** At most one for each placement; where none is named, what each node promises. @throws LabError */
async function onePerPlacement(names: readonly string[]): Promise<PairChoice['named']> {
  const named: Record<string, Datapath> = {};
  for (const datapath of await namedDatapaths(names)) {
    const placement = placementOf(datapath);
    const other = named[placement];
    if (other) throw senseless(`${other.name} and ${datapath.name}`, 'a pair has one datapath');
    named[placement] = datapath;
  }
  return named;
}

/** @throws LabError E_USAGE */
function requireSense(choice: SweepChoice): void {
  if (choice.backend === 'netns') throw senseless('--backend netns', 'it has no nodes to sweep');
  if (choice.lab) throw senseless('--lab', 'it builds an embedded lab');
  if (choice.modes) throw senseless('--modes', 'it verifies one pair of pods in each mode');
  if (choice.from || choice.to) throw senseless('--from and --to', 'a sweep has pods of its own');
  if (choice.readOnly) throw senseless('--read-only', 'a sweep needs a pod on every node');
}

function senseless(what: string, why: string): LabError {
  return new LabError('E_USAGE', {
    message: `--sweep does not go with ${what}`,
    why,
    mend: 'cni-lab verify --backend kind --sweep',
  });
}

function planned({ pairs, rounds, estimatedMs }: SweepDocument['planned']): string {
  return `${pairs} pairs in ${rounds} rounds, about ${Math.ceil(estimatedMs / 1000)} s`;
}

function brokenOff(signal: AbortSignal): LabError | null {
  return signal.aborted ? explainFailure(signal.reason) : null;
}

function exitCode(
  { pairs, nodes }: SweepDocument,
  strict: boolean | undefined,
  isUnclean: boolean,
  broken: LabError | null,
) {
  if (broken) return printFailure(broken, { json: false });
  const leftOut = nodes.filter((node) => node.skipped).map(() => 'skipped' as const);
  const code = exitCodeOf([...pairs.map(({ verdict }) => verdict), ...leftOut], strict);
  return code === 0 && isUnclean ? 4 : code;
}
