import type { Command } from 'commander';
import { chosenReports, type ReportChoice } from '../../report/report-choice.ts';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, outputOptions } from '../options.ts';
import { reportOptions } from '../report-options.ts';

interface ReportOptions extends OutputOptions, ReportChoice {
  readonly strict?: boolean;
}

/** cni-lab report RUN */
export function report(program: Command): void {
  const command = program
    .command('report')
    .argument('<run>', 'a run folder, of this machine or another')
    .description('text, JSON, HTML, JUnit, TAP, pcapng of a run, made from its folder alone');
  addOptions(command, [...reportOptions(), ...outputOptions()]);
  command.action(async (folder: string, options: ReportOptions) => {
    const { openRun } = await import('../../run-folder/saved-run.ts');
    const { runText } = await import('../../report/run-text.ts');
    const { printResult } = await import('../print-result.ts');

    const run = await openRun(folder);
    const { document } = run;
    const isReported = chosenReports(options).length > 0;
    if (isReported) {
      const { writeReports } = await import('../../report/report-files.ts');
      await writeReports(run, options);
    }
    if (options.json || !isReported) {
      printResult(options, document, (style) => runText(document, style));
    }
  });
}
