import type { BenchDocument, EntryDocument, GroupDocument } from '../bench/bench-document.ts';
import type { Metric } from '../bench/metric.ts';
import { sentence } from '../ui/sentence.ts';
import { type Style, wrap } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable } from '../ui/width.ts';
import {
  absoluteText,
  betterText,
  entryName,
  figureOf,
  groupNotes,
  groupTitle,
  machineText,
  outcomeText,
  outText,
  quartilesText,
  ratioText,
} from './bench-words.ts';
import { shortened } from './shortened.ts';

/** Datapaths side by side, a table for each metric. */
export function benchText(document: BenchDocument, style: Style): string {
  const { colour } = style;
  const { groups, metrics, folder } = document;
  const told = groups.map((group) =>
    [
      colour.bold(wrap(printable(groupTitle(group, document)), '', style)),
      ...metrics.map((metric) => metricTable(group, metric, style)),
      leftOut(group, style),
      groupNotes(group, document)
        .map((note) => colour.dim(wrap(sentence(note), '  ', style)))
        .join('\n'),
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  const machine = `${machineText(document)}; every slice is in ${folder}/bench.json, drawn in bench.html`;
  return `${[...told, wrap(printable(sentence(machine)), '', style)].join('\n\n')}\n`;
}

/** Empty where none was measured. */
function metricTable({ entries }: GroupDocument, metric: Metric, style: Style): string {
  const { colour } = style;
  const rows = entries.flatMap((entry) => {
    const row = figureRow(entry, metric, style);
    return row ? [row] : [];
  });
  if (rows.length === 0) return '';
  const head = ['', 'ratio', 'quartiles', 'here', ''].map((word) => colour.dim(word));
  const title = `  ${colour.bold(metric.title)} ${colour.dim(`(${betterText(metric)})`)}`;
  return `${title}\n${table([head, ...rows])}`;
}

/** What the other columns leave of 80. */
const ROOM = 29;

function figureRow(entry: EntryDocument, metric: Metric, { colour }: Style): string[] | null {
  const figure = figureOf(entry, metric.name);
  if (!figure) return null;
  const outcome = outcomeText(entry, figure);
  const paint = { faster: colour.green, slower: colour.red }[outcome] ?? colour.dim;
  return [
    shortened(printable(entryName(entry)), ROOM),
    figure.ratio ? ratioText(figure.ratio.median) : '',
    quartilesText(figure),
    absoluteText(figure, metric.unit),
    paint(outcome),
  ];
}

/** What was not measured, and why. */
function leftOut({ entries }: GroupDocument, style: Style): string {
  const out = entries.filter(({ figures }) => figures.length === 0);
  return out
    .map((entry) => `not measured: ${entryName(entry)}, ${outText(entry)}`)
    .map((words) => wrap(printable(words), '    ', style, '  '))
    .join('\n');
}
