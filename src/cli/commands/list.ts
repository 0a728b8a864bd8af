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
    const { withOrWithoutRoot } = await import('../without-root.ts');
    await withOrWithoutRoot(options, () => listed(options));
  });
}

async function listed(options: ListOptions): Promise<void> {
  const { CATALOGUE } = await import('../../datapaths/catalogue.ts');
  const { promisableDatapaths } = await import('../../cni/promisable.ts');
  const { beyondUserNamespace } = await import('../../labs/netns/lab-privilege.ts');
  const { whyNotHere } = await import('../../labs/netns/runnable.ts');
  const { listText } = await import('../../report/list-text.ts');
  const { printResult } = await import('../print-result.ts');

  const promisable = promisableDatapaths();
  const obstacles = await whyNotHere(CATALOGUE);
  const datapaths = CATALOGUE.map(({ name, title, control, topology }, i) => ({
    ...{ name, title },
    backends: promisable.has(name) ? ['netns', 'kind', 'cluster'] : ['netns'],
    control,
    withoutRoot: beyondUserNamespace(topology(4)) === null,
    runnable: obstacles[i] === null,
    why: obstacles[i] ?? null,
  }));
  printResult(options, { datapaths }, (style) => listText(datapaths, style));
}
