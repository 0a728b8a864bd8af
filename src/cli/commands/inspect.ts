import type { Command } from 'commander';
import type { InspectChoice } from '../../inspect/open-lab.ts';
import { addOptions } from '../add-options.ts';
import { clusterOptions } from '../cluster-options.ts';
import { interruptible } from '../interruption.ts';
import {
  type LabOptions,
  labOptions,
  type OutputOptions,
  option,
  outputOptions,
} from '../options.ts';

type InspectOptions = LabOptions & OutputOptions & InspectChoice;

/** cni-lab inspect */
export function inspect(program: Command): void {
  const command = program
    .command('inspect')
    .description('how pods hang on their nodes: devices, programs, routes; one page per node');
  addOptions(command, [
    option('--pods <which>', "the lab's own, or every pod on its nodes")
      .choices(['ours', 'all'])
      .default('ours'),
    ...[...labOptions(), ...clusterOptions(), ...outputOptions()],
  ]);
  command.action(async (options: InspectOptions) => {
    const { inspect } = await import('../../inspect/inspect.ts');
    const { openToInspect } = await import('../../inspect/open-lab.ts');
    const { inspectionText } = await import('../../report/inspection-text.ts');
    const { styleOf } = await import('../../ui/style.ts');

    const inspection = await interruptible(options.timeout, 'inspect', async (signal) => {
      const opened = await openToInspect(options, signal);
      return inspect(opened, options.pods, signal).finally(() => opened.close());
    });
    process.stdout.write(
      options.json
        ? `${JSON.stringify(inspection, null, 2)}\n`
        : inspectionText(inspection, styleOf(process.stdout, process.env)),
    );
  });
}
