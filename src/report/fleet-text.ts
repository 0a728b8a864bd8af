import type { HostReport } from '../doctor/fleet/ask-host.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { displayWidth, printable } from '../ui/width.ts';
import { shortened } from './shortened.ts';

/** A row for each machine, and below what mends them, each command with the machines that want it. */
export function fleetText(reports: readonly HostReport[], style: Style): string {
  const names = Math.max(...reports.map(({ host }) => displayWidth(printable(host))));
  const rows = reports.map((report) => [
    markOf(report.state === 'ready', style),
    printable(report.host),
    shortened(printable(said(report)), style.width - names - 8),
  ]);
  const ready = reports.filter(({ state }) => state === 'ready').length;
  const mends = commands(reports).map(
    ([mend, hosts]) =>
      `  ${printable(mend)}\n${wrap(hosts.map(printable).join(' '), '      ', style)}`,
  );
  return [
    table(rows),
    ...(mends.length > 0 ? ['', style.colour.bold('to be run there'), ...mends] : []),
    '',
    `${ready} of ${reports.length} machines are ready`,
    '',
  ].join('\n');
}

function said({ state, lacks, why }: HostReport): string {
  switch (state) {
    case 'ready':
      return 'lacks nothing';
    case 'lacks':
      return `lacks ${lacks.join(', ')}`;
    case 'not-installed':
      return 'cni-lab is not installed';
    case 'unreachable':
      return `not reached: ${why}`;
    case 'no-answer':
      return `no answer of use: ${why}`;
  }
}

function commands(reports: readonly HostReport[]): [string, string[]][] {
  const hostsOf = new Map<string, string[]>();
  for (const { host, mend } of reports) {
    for (const command of mend) hostsOf.set(command, [...(hostsOf.get(command) ?? []), host]);
  }
  return [...hostsOf];
}
