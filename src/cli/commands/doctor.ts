import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { number, type OutputOptions, option, outputOptions } from '../options.ts';

interface DoctorOptions extends OutputOptions {
  readonly fleet?: string;
  readonly jobs: number;
}

/** cni-lab doctor */
export function doctor(program: Command): void {
  const command = program
    .command('doctor')
    .description("what this machine can run, and for what it can't the command that mends it");
  addOptions(command, [
    option('--fleet <file>', 'ask the machines in this file over ssh, one a line'),
    option('--jobs <n>', 'so many of them at a time').argParser(number(1, 200)).default(10),
    ...outputOptions(),
  ]);
  command.action(async (options: DoctorOptions) => {
    if (options.fleet !== undefined) return doctorOfFleet(options.fleet, options);
    const { examine } = await import('../../doctor/examine.ts');
    const { examinationText } = await import('../../report/examination-text.ts');
    const { printResult } = await import('../print-result.ts');

    const findings = await examine(process.cwd());
    printResult(options, { checks: findings }, (style) => examinationText(findings, style));
    process.exitCode = findings.some((finding) => finding.ok === false) ? 3 : 0;
  });
}

async function doctorOfFleet(file: string, options: DoctorOptions): Promise<void> {
  const { examineFleet } = await import('../../doctor/fleet/examine-fleet.ts');
  const { fleetText } = await import('../../report/fleet-text.ts');
  const { printResult } = await import('../print-result.ts');

  const quiet = options.quiet || !process.stderr.isTTY;
  const hosts = await examineFleet(file, options.jobs, (done, of) => {
    if (!quiet) process.stderr.write(`\rasked ${done} of ${of}${done === of ? '\n' : ''}`);
  });
  printResult(options, { hosts }, (style) => fleetText(hosts, style));
  process.exitCode = hosts.every(({ state }) => state === 'ready') ? 0 : 3;
}
