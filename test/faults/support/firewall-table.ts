import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../e2e/support/cli.ts';

/** A column of the table of firewalls: what is dropped in which lab, and what comes of it by place and hook. */
interface Firewalls {
  readonly datapath: string;
  readonly dropped: string;
  /** `node1 forward`: `pass` */
  readonly cells: Readonly<Record<string, string>>;
}

const LINES = readFileSync(join(ROOT, 'docs/faults.md'), 'utf8').split('\n');
const START = LINES.findIndex((line) => line.startsWith('| rule in |'));

/** Columns are headed `cilium/same-node, echo-request`. */
export const FIREWALLS: readonly Firewalls[] = cellsOf(LINES[START])
  .slice(1)
  .map((heading, i) => {
    const [datapath = '', dropped = ''] = heading.split(', ');
    const cells = rows().map((row) => [row[0], row[i + 1]]);
    return { datapath, dropped, cells: Object.fromEntries(cells) };
  });

function rows(): string[][] {
  const below = LINES.slice(START + 2);
  return below
    .slice(
      0,
      below.findIndex((line) => !line.startsWith('|')),
    )
    .map(cellsOf);
}

function cellsOf(line = ''): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
