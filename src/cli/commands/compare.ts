import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, option, outputOptions } from '../options.ts';

interface CompareOptions extends OutputOptions {
  readonly datapath?: string;
  readonly html?: string;
}

/** cni-lab compare RUN RUN */
export function compare(program: Command): void {
  const command = program
    .command('compare')
    .argument('<run>', 'a run folder')
    .argument('<other>', 'another')
    .description('what differs between two runs, tap by tap, and what the hops took');
  addOptions(command, [
    option('--datapath <name>', 'which, where a run has several'),
    option('--html <file>', 'a page that shows both side by side'),
    ...outputOptions(),
  ]);
  command.action(async (one: string, other: string, options: CompareOptions) => {
    const { compareRuns } = await import('../../compare-runs.ts');
    const { printResult } = await import('../print-result.ts');
    const { comparisonText } = await import('../../report/comparison-text.ts');

    const { comparison, compared } = await compareRuns(one, other, options.datapath);
    if (options.html !== undefined) {
      const { comparisonPage } = await import('../../report/html/comparison-page.ts');
      const { writeReport } = await import('../../report/write-report.ts');
      writeReport(options.html, comparisonPage(comparison, compared));
    }
    if (options.json || options.html === undefined) {
      printResult(options, comparison, (style) => comparisonText(comparison, style));
    }
  });
}
