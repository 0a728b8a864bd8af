import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
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

interface VerifyOptions extends LabOptions, OutputOptions, ProbeCommandOptions {
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
    ...[...labOptions(), ...outputOptions()],
  ]);
  command.action(async (names: string[], options: VerifyOptions) => {
    const { requireLabHost } = await import('../../host/preflight.ts');
    const { exitCodeOf } = await import('../../report/run-document.ts');
    const { runText } = await import('../../report/run-text.ts');
    const { styleOf } = await import('../../ui/style.ts');
    const { verify: verifyAll } = await import('../../verification.ts');
    const { planJobs } = await import('../../jobs.ts');
    const { LAB_TOOLS } = await import('../../host/tools.ts');
    const { progress } = await import('../progress.ts');

    requireLabHost(LAB_TOOLS);
    const shown = await progress(options);
    try {
      await interruptible(options.timeout, 'verify', async (signal) => {
        const plan = planJobs(names, options, signal);
        const document = await verifyAll({
          jobs: plan.jobs,
          probe: probeOf(options),
          parallel: options.jobs,
          out: options.out,
          signal,
          onPhase: (datapath, phase) => shown.step(`${datapath}: ${phase}`),
        });
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
