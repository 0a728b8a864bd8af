import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import {
  type LabOptions,
  labOptions,
  type OutputOptions,
  option,
  outputOptions,
} from '../options.ts';

interface DownOptions extends LabOptions, OutputOptions {
  readonly all?: boolean;
}

/** cni-lab down */
export function down(program: Command): void {
  const command = program
    .command('down')
    .description('remove the lab that is up, or the one named, or all of ours');
  addOptions(command, [
    option('--all', 'every lab but those another process works on'),
    ...labOptions(),
    ...outputOptions(),
  ]);
  command.action(async (options: DownOptions) => {
    const { removeAllLabs, removeNamedLab, removeOnlyLab } = await import(
      '../../labs/remove-labs.ts'
    );
    const { printResult } = await import('../print-result.ts');

    const { removed, inUse } = options.all
      ? await removeAllLabs()
      : options.name
        ? await removeNamedLab(options.name)
        : await removeOnlyLab();
    const lines = [
      ...removed.map((name) => `removed ${name}`),
      ...inUse.map(
        (name) => `left ${name}: a process works on it; name it to remove it all the same`,
      ),
    ];
    printResult(options, { removed, inUse }, () => `${lines.join('\n') || 'nothing to remove'}\n`);
  });
}
