import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, outputOptions } from '../options.ts';

/** cni-lab doctor */
export function doctor(program: Command): void {
  const command = program
    .command('doctor')
    .description("what this machine can run, and for what it can't the command that mends it");
  addOptions(command, outputOptions());
  command.action(async (options: OutputOptions) => {
    const { examine } = await import('../../doctor/examine.ts');
    const { examinationText } = await import('../../report/examination-text.ts');
    const { styleOf } = await import('../../ui/style.ts');

    const findings = await examine(process.cwd());
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ checks: findings }, null, 2)}\n`
        : examinationText(findings, styleOf(process.stdout, process.env)),
    );
    process.exitCode = findings.some((finding) => finding.ok === false) ? 3 : 0;
  });
}
