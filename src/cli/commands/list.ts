import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, option, outputOptions } from '../options.ts';

interface ListOptions extends OutputOptions {
  readonly export?: string;
}

/** cni-lab list */
export function list(program: Command): void {
  const command = program
    .command('list')
    .description('the catalogue: what each datapath shows, and whether it runs here');
  addOptions(command, [
    option('--export <datapath>', 'print this one as a file to start your own from'),
    ...outputOptions(),
  ]);
  command.action(async (options: ListOptions) => {
    if (options.export !== undefined) {
      const { exportedText } = await import('../export-datapath.ts');
      process.stdout.write(exportedText(options.export, options.json));
      return;
    }
    const { CATALOGUE } = await import('../../datapaths/catalogue.ts');
    const { promisableDatapaths } = await import('../../cni/promisable.ts');
    const { whyNotHere } = await import('../../labs/netns/runnable.ts');
    const { styleOf, markOf, wrap } = await import('../../ui/style.ts');
    const { table } = await import('../../ui/table.ts');

    const promisable = promisableDatapaths();
    const obstacles = await whyNotHere(CATALOGUE);
    const entries = CATALOGUE.map((datapath, i) => ({
      name: datapath.name,
      title: datapath.title,
      backends: promisable.has(datapath.name) ? ['netns', 'kind', 'cluster'] : ['netns'],
      control: datapath.control,
      runnable: obstacles[i] === null,
      why: obstacles[i] ?? null,
    }));
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ datapaths: entries }, null, 2)}\n`);
      return;
    }
    const style = styleOf(process.stdout, process.env);
    const rows = entries.map((e) => [
      markOf(e.runnable || null, style),
      style.colour.bold(e.name),
      e.backends.join(', '),
    ]);
    // what stands in the way of all of them is said once
    const common = new Set(entries.map((e) => e.why)).size === 1 ? entries[0]?.why : null;
    const titles = entries.map((e) => {
      const why = e.why && !common ? `\n${wrap(`not here: ${e.why}`, '      ', style)}` : '';
      return wrap(e.title, '      ', style) + why;
    });
    const lines = table(rows)
      .split('\n')
      .map((line, i) => `${line}\n${titles[i]}`);
    const footer = common ? `\n${wrap(`none of them here: ${common}`, '  ', style)}\n` : '';
    process.stdout.write(`${lines.join('\n')}\n${footer}`);
  });
}
