import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, outputOptions } from '../options.ts';

/** cni-lab explain DATAPATH */
export function explain(program: Command): void {
  const command = program
    .command('explain')
    .argument('<datapath>', 'a name, or a YAML file of your own')
    .description('the story of a datapath: its way hop by hop, its signature, and why');
  addOptions(command, outputOptions());
  command.action(async (name: string, options: OutputOptions) => {
    const { namedDatapath } = await import('../../named-datapaths.ts');
    const { explanationText } = await import('../../report/explanation-text.ts');
    const { styleOf } = await import('../../ui/style.ts');

    const datapath = await namedDatapath(name);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...datapath, topology: datapath.topology(4) }, null, 2)}\n`
        : explanationText(datapath, styleOf(process.stdout, process.env)),
    );
  });
}
