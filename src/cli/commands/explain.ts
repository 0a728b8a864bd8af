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
    const { printResult } = await import('../print-result.ts');

    const datapath = await namedDatapath(name);
    const document = { ...datapath, topology: datapath.topology(4) };
    printResult(options, document, (style) => explanationText(datapath, style));
  });
}
