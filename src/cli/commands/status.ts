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
    const { styleOf } = await import('../../ui/style.ts');
    const { table } = await import('../../ui/table.ts');

    const labs = labStatus();
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ labs }, null, 2)}\n`);
      return;
    }
    const { colour } = styleOf(process.stdout, process.env);
    const head = ['name', 'datapath', 'state', 'since', 'places'].map((word) => colour.dim(word));
    const rows = labs.map((lab) => [
      lab.name,
      lab.datapath ?? '?',
      lab.state,
      lab.since ?? '?',
      lab.places.join(' '),
    ]);
    process.stdout.write(labs.length === 0 ? 'no lab is up\n' : `${table([head, ...rows], '')}\n`);
  });
}
