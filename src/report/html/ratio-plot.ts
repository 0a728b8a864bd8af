import type { EntryDocument, FigureDocument } from '../../bench/bench-document.ts';
import type { Metric } from '../../bench/metric.ts';
import { type Markup, markup } from '../../ui/markup.ts';
import { entryName, figureOf, outcomeText, quartilesText, ratioText } from '../bench-words.ts';

const WIDTH = 960;
const LEFT = 270;
const RIGHT = 20;
const ROW = 34;
const TOP = 34;
/** Of 1 so much is seen on either side, however close to it all ratios are. */
const AROUND = 1.03;

/**
 * A row for each lab: a dot for each round's ratio, a box from quartile to quartile, a line at the median; a band for
 * what two labs of the baseline's datapath differ by. The scale is logarithmic, and as wide as the furthest dots
 * need: half the time is as far from 1 as twice the time, and none is left out.
 */
export function ratioPlot(
  entries: readonly EntryDocument[],
  metric: Metric,
  baseline: string,
): Markup {
  const rows = entries
    .filter(({ role }) => role !== 'baseline')
    .map((entry) => ({ entry, figure: figureOf(entry, metric.name)! }));
  const noise = rows[0]?.figure.noise ?? 1;
  const drawn = rows.flatMap(({ figure }) => figure.ratios.filter((one) => one !== null));
  const [least, most] = [
    Math.min(1 / noise, 1 / AROUND, ...drawn),
    Math.max(noise, AROUND, ...drawn),
  ];
  const margin = Math.log(most / least) * 0.02;
  const scale = (WIDTH - LEFT - RIGHT) / (Math.log(most / least) + 2 * margin);
  const x = (ratio: number) => round(LEFT + (Math.log(ratio / least) + margin) * scale);
  const height = TOP + rows.length * ROW + 6;
  const ticks = ticksWithin(least, most);
  const said = rows
    .map(({ entry, figure }) => `${entryName(entry)}: ${inWords(entry, figure)}`)
    .join('; ');
  return markup`<svg class="ratios" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img"><title>${metric.title}, as a ratio to ${baseline}</title><desc>${said}</desc>
<rect class="noise" x="${x(1 / noise)}" y="${TOP - 6}" width="${round(x(noise) - x(1 / noise))}" height="${rows.length * ROW + 6}"/>
${ticks.map((tick) => markup`<line class="${tick === 1 ? 'one' : 'tick'}" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 6}" y2="${height - 6}"/><text class="scale" x="${x(tick)}" y="18">${String(tick)}</text>`)}
${rows.map(({ entry, figure }, i) => drawnRow(entry, figure, TOP + i * ROW + ROW / 2, x))}</svg>`;
}

function drawnRow(
  entry: EntryDocument,
  figure: FigureDocument,
  y: number,
  x: (ratio: number) => number,
): Markup {
  const { ratio, ratios } = figure;
  const outcome = figure.conclusion === 'faster' || figure.conclusion === 'slower';
  return markup`<g class="${outcome ? figure.conclusion : 'open'}"><title>${entryName(entry)}: ${inWords(entry, figure)}</title><text class="name" x="${LEFT - 12}" y="${y + 5}">${entryName(entry)}</text>${
    ratio &&
    markup`<rect class="box" x="${x(ratio.lower)}" y="${y - 9}" width="${round(Math.max(1, x(ratio.upper) - x(ratio.lower)))}" height="18"/><line class="median" x1="${x(ratio.median)}" x2="${x(ratio.median)}" y1="${y - 12}" y2="${y + 12}"/>`
  }${ratios.map((one, i) => one !== null && markup`<circle cx="${x(one)}" cy="${y - 6 + (i % 5) * 3}" r="2"/>`)}</g>
`;
}

function inWords(entry: EntryDocument, figure: FigureDocument): string {
  const { ratio } = figure;
  const outcome = outcomeText(entry, figure);
  if (!ratio) return outcome;
  return `${ratioText(ratio.median)} (quartiles ${quartilesText(figure)}, ${ratio.count} rounds), ${outcome}`;
}

/** Steps on either side of 1, the finest first. */
const STEPS = [
  [1.01, 1.02, 1.03, 1.04, 1.05],
  [1.05, 1.1, 1.15, 1.2, 1.25],
  [1.1, 1.2, 1.3, 1.4, 1.5],
  [1.25, 1.5, 2, 2.5, 3],
  [2, 3, 5, 10, 20, 50, 100, 1000],
];

/** Ratios that are marked on the scale: the finest steps that reach its further end. */
function ticksWithin(least: number, most: number): number[] {
  const furthest = Math.max(most, 1 / least);
  const steps = STEPS.find((some) => furthest <= some.at(-1)!) ?? STEPS.at(-1)!;
  const below = steps.map((step) => Number((1 / step).toPrecision(3))).toReversed();
  return [...below, 1, ...steps].filter((tick) => tick >= least && tick <= most);
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
