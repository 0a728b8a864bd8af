import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, outputOptions } from '../options.ts';

/** cni-lab status */
export function status(program: Command): void {
  const command = program
    .command('status')
    .description('the labs that are there, and in what state');
  addOptions(command, outputOptions());
  command.action(async (options: OutputOptions) => {
    const { labStatus } = await import('../../labs/netns/lab-status.ts');
    const { table } = await import('../../ui/table.ts');
    const { printResult } = await import('../print-result.ts');

    const labs = await labStatus();
    const head = ['name', 'datapath', 'state', 'since', 'places'];
    const rows = labs.map((lab) => [
      lab.name,
      lab.datapath ?? '?',
      lab.state,
      lab.since ?? '?',
      lab.places.join(' '),
    ]);
    printResult(options, { labs }, ({ colour }) =>
      labs.length === 0
        ? 'no lab is up\n'
        : `${table([head.map((word) => colour.dim(word)), ...rows], '')}\n`,
    );
  });
}
