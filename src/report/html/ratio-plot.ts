import type { EntryDocument, FigureDocument } from '../../bench/bench-document.ts';
import type { Metric } from '../../bench/metric.ts';
import { type Markup, markup } from '../../ui/markup.ts';
import { entryName, figureOf, outcomeText, quartilesText, ratioText } from '../bench-words.ts';

const WIDTH = 960;
const LEFT = 270;
const RIGHT = 20;
const ROW = 34;
const TOP = 34;

/**
 * A row for each lab: a dot for each round's ratio, a box from quartile to quartile, a line at the median; a band for
 * what two labs of the baseline's datapath differ by. The scale is logarithmic, and as wide as the furthest dot
 * needs: half the time is as far from 1 as twice the time, and none is left out.
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
  const reach = Math.max(1.05, noise, ...rows.flatMap(({ figure }) => figure.ratios.map(apart)));
  const span = Math.log(reach) * 1.04;
  const x = (ratio: number) =>
    round(LEFT + ((Math.log(ratio) / span + 1) / 2) * (WIDTH - LEFT - RIGHT));
  const height = TOP + rows.length * ROW + 6;
  const ticks = ticksWithin(reach);
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

/** As a factor of 1 or more. */
function apart(ratio: number | null): number {
  return ratio === null ? 1 : Math.max(ratio, 1 / ratio);
}

/** Ratios that are marked on the scale, 1 in their midst: the finest that leave room for their words. */
function ticksWithin(reach: number): number[] {
  const scales = [
    [1.01, 1.02, 1.03, 1.04, 1.05],
    [1.05, 1.1, 1.15, 1.2, 1.25],
    [1.1, 1.2, 1.3, 1.4, 1.5],
  ];
  const wide = [1.5, 2, 3, 5, 10, 20, 50, 100, 1000];
  const above = (scales.find((scale) => reach <= scale.at(-1)!) ?? wide).filter((t) => t <= reach);
  const below = above.map((tick) => Number((1 / tick).toPrecision(3))).toReversed();
  return [...below, 1, ...above];
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
