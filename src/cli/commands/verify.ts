import type { Command } from 'commander';
import type { EngineName } from '../../capture/engine.ts';
import { MOST_PAIRS } from '../../datapaths/multiplied.ts';
import { LabError } from '../../errors.ts';
import type { ClusterChoice } from '../../labs/cluster/cluster-choice.ts';
import { chosenReports, type ReportChoice } from '../../report/report-choice.ts';
import { addOptions } from '../add-options.ts';
import { clusterOptions } from '../cluster-options.ts';
import { interruptible } from '../interruption.ts';
import {
  engineOption,
  type LabOptions,
  labOptions,
  number,
  type OutputOptions,
  option,
  outputOptions,
  type ProbeCommandOptions,
  probeOptions,
} from '../options.ts';
import { reportOptions } from '../report-options.ts';
import type { Verified } from '../verify-once.ts';

interface VerifyOptions
  extends LabOptions,
    OutputOptions,
    ProbeCommandOptions,
    ClusterChoice,
    ReportChoice {
  readonly all?: boolean;
  readonly lab?: string;
  readonly out?: string;
  readonly keep?: boolean;
  readonly strict?: boolean;
  readonly jobs: number;
  readonly modes?: string;
  readonly sweep?: boolean;
  readonly trace?: boolean;
  readonly pairs?: number;
  readonly engine: EngineName;
}

/** cni-lab verify [DATAPATH...] */
export function verify(program: Command): void {
  const command = program
    .command('verify')
    .argument(
      '[datapath...]',
      'names, globs (linux/*), YAML files of your own; without one, cilium/same-node',
    )
    .description('make the lab (or use the one that is up), probe, capture, judge');
  addOptions(command, [
    ...[
      option('--all', 'the whole catalogue'),
      option('--lab <datapath>', "build this one's lab, to see the check fail"),
    ],
    ...probeOptions(),
    option('--out <dir>', 'the run folder (default: cni-lab-runs/ID)'),
    ...reportOptions(),
    option('--keep', 'leave the lab up'),
    option('--jobs <n>', 'how many at the same time, where each has a lab of its own')
      .argParser(number(1, 64))
      .default(3),
    option(
      '--pairs <n>',
      'embedded: so many pairs of pods at once, in one lab, each judged by itself',
    ).argParser(number(1, MOST_PAIRS)),
    option('--modes <list>', 'kind: take Cilium through these modes, and judge each'),
    option('--sweep', 'kind, cluster: every ordered pair of nodes; with --all each by itself, too'),
    option(
      '--trace',
      "the kernel's own tracepoints are a witness, too: what waits for a CPU, and how often",
    ),
    engineOption(),
    option('--strict', 'a skipped datapath is a failure'),
    ...[...labOptions(), ...clusterOptions(), ...outputOptions()],
  ]);
  command.action(async (names: string[], options: VerifyOptions) => {
    const { withOrWithoutRoot } = await import('../without-root.ts');
    const work = () => verified(names, options);
    if (await isBrief(names, options)) return withOrWithoutRoot(options, work);
    return work();
  });
}

/** Whether all that it makes is an embedded lab, for as long as it takes. */
async function isBrief(names: readonly string[], options: VerifyOptions): Promise<boolean> {
  if (options.keep || options.sweep || options.modes !== undefined) return false;
  const { backendOfLab } = await import('../../plan-jobs.ts');
  return (options.backend ?? backendOfLab(names, options)) === 'netns';
}

async function verified(names: string[], options: VerifyOptions): Promise<void> {
  const { progress } = await import('../progress.ts');
  const { verifyOnce } = await import('../verify-once.ts');
  const { printVerified } = await import('../print-verified.ts');

  const shown = await progress(options);
  const started = new Date();
  const print = async (done: Verified[]) => {
    printVerified(done, options, shown);
    if (chosenReports(options).length === 0) return;
    const { reportVerified } = await import('../report-verified.ts');
    await reportVerified(done, options);
  };
  try {
    if (options.pairs !== undefined) requireSense(options);
    await interruptible(options.timeout ?? timeoutOf(options), 'verify', async (signal) => {
      if (options.sweep) {
        const { verifySweep } = await import('../verify-sweep.ts');
        await verifySweep(names, options, signal, shown);
        return;
      }
      if (options.modes === undefined) {
        await print([await verifyOnce(names, options, signal, shown)]);
        return;
      }
      const { parseModes, verifyModes } = await import('../verify-modes.ts');
      const modes = parseModes(options.modes);
      await print(await verifyModes(modes, names, options, signal, shown));
    });
  } catch (error) {
    if (options.junit !== undefined) {
      const { reportFailure } = await import('../report-verified.ts');
      reportFailure(error, options.junit, started);
    }
    throw error;
  } finally {
    shown.done();
  }
}

/** @throws LabError E_USAGE */
function requireSense({ backend = 'netns', sweep, modes, trace }: VerifyOptions): void {
  const isLive = backend !== 'netns' || sweep || modes !== undefined;
  if (!isLive && !trace) return;
  throw new LabError('E_USAGE', {
    message: `--pairs does not go together with ${isLive ? 'a cluster' : '--trace'}`,
    why: isLive
      ? 'it makes pairs of pods in an embedded lab; those of a cluster are swept'
      : 'the kernel is asked for the way of one flow',
    mend: isLive ? 'cni-lab verify --sweep --backend kind' : 'leave one of them out',
  });
}

/** Seconds. A mode of Cilium takes its time to come up, and a sweep grows with its nodes. */
function timeoutOf({ modes, sweep }: VerifyOptions): number {
  if (sweep) return 3600;
  return modes === undefined ? 60 : 180 * modes.split(',').length;
}
