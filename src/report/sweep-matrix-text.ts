import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable, widest } from '../ui/width.ts';
import { okOf } from './run-document.ts';
import type { PairDocument, SweepDocument } from './sweep-document.ts';

/** More do not fit into 80 columns. */
export const MATRIX_NODES = 12;

/** Rows ask, columns are asked; where several datapaths are at work, a letter tells which. */
export function sweepMatrixText({ nodes, pairs }: SweepDocument, style: Style): string {
  const { colour } = style;
  const names = nodes.filter((node) => !node.skipped).map(({ node }) => node);
  const datapaths = [...new Set(pairs.flatMap((pair) => pair.datapath ?? []))];
  const found = new Map(pairs.map((pair) => [`${pair.from} ${pair.to}`, pair]));
  const cell = (pair: PairDocument | undefined) => {
    if (!pair) return colour.dim('.');
    const letter = datapaths.length > 1 && pair.datapath ? letterOf(datapaths, pair.datapath) : '';
    return `${cellMark(pair, style)}${letter}`;
  };
  const rows = (width: number) => [
    ['', ...names.map((_, i) => colour.dim(`${i + 1}`)), colour.dim('from (row) to (column)')],
    ...names.map((from, i) => [
      colour.dim(`${i + 1}`),
      ...names.map((to) => cell(found.get(`${from} ${to}`))),
      cut(printable(from), width),
    ]),
  ];
  const full = table(rows(Number.POSITIVE_INFINITY));
  const longest = Math.max(...names.map((name) => name.length));
  const text =
    widest(full) <= style.width ? full : table(rows(longest - (widest(full) - style.width)));
  if (datapaths.length < 2) return text;
  return `${text}\n\n${datapaths.map((name) => `  ${letterOf(datapaths, name)}  ${name}`).join('\n')}`;
}

function letterOf(datapaths: readonly string[], name: string): string {
  return String.fromCharCode(97 + (datapaths.indexOf(name) % 26));
}

function cellMark({ verdict }: PairDocument, style: Style): string {
  if (verdict === 'skipped') return style.colour.dim(style.mark.skip);
  return markOf(okOf(verdict), style);
}

/** The end of a node's name tells it from the others. */
function cut(name: string, width: number): string {
  return name.length <= width ? name : `…${name.slice(name.length - Math.max(1, width) + 1)}`;
}
