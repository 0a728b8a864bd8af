import type { Command } from 'commander';
import type { ClusterChoice } from '../../labs/cluster/cluster-choice.ts';
import { addOptions } from '../add-options.ts';
import { clusterOptions } from '../cluster-options.ts';
import { interruptible } from '../interruption.ts';
import {
  type LabOptions,
  labOptions,
  number,
  type OutputOptions,
  option,
  outputOptions,
  type ProbeCommandOptions,
  probeOf,
  probeOptions,
} from '../options.ts';

interface VerifyOptions extends LabOptions, OutputOptions, ProbeCommandOptions, ClusterChoice {
  readonly all?: boolean;
  readonly lab?: string;
  readonly out?: string;
  readonly keep?: boolean;
  readonly strict?: boolean;
  readonly jobs: number;
}

/** cni-lab verify [DATAPATH...] */
export function verify(program: Command): void {
  const command = program
    .command('verify')
    .argument('[datapath...]', 'names or globs (linux/*); without one, cilium/same-node')
    .description('make the lab (or use the one that is up), probe, capture, judge');
  addOptions(command, [
    ...[
      option('--all', 'the whole catalogue'),
      option('--lab <datapath>', "build this one's lab, to see the check fail"),
    ],
    ...probeOptions(),
    option('--out <dir>', 'the run folder (default: cni-lab-runs/ID)'),
    option('--keep', 'leave the lab up'),
    option('--jobs <n>', 'how many at the same time').argParser(number(1, 64)).default(2),
    option('--strict', 'a skipped datapath is a failure'),
    ...[...labOptions(), ...clusterOptions(), ...outputOptions()],
  ]);
  command.action(async (names: string[], options: VerifyOptions) => {
    const { exitCodeOf } = await import('../../report/run-document.ts');
    const { runText } = await import('../../report/run-text.ts');
    const { styleOf } = await import('../../ui/style.ts');
    const { verify: verifyAll } = await import('../../verification.ts');
    const { planJobs } = await import('../../plan-jobs.ts');
    const { progress } = await import('../progress.ts');

    const shown = await progress(options);
    try {
      await interruptible(options.timeout, 'verify', async (signal) => {
        shown.step('looking around');
        const plan = await planJobs(names, options, signal);
        const document = await verifyAll({
          plan,
          probe: probeOf(options),
          parallel: options.jobs,
          out: options.out,
          signal,
          onPhase: (datapath, phase) => shown.step(`${datapath}: ${phase}`),
        }).finally(() => plan.close());
        shown.done();
        process.stdout.write(
          options.json
            ? `${JSON.stringify(document, null, 2)}\n`
            : runText(document, styleOf(process.stdout, process.env)),
        );
        for (const line of plan.notes()) if (!options.quiet) process.stderr.write(`${line}\n`);
        process.exitCode = exitCodeOf(
          document.results.map((r) => r.verdict),
          options.strict,
        );
      });
    } finally {
      shown.done();
    }
  });
}
