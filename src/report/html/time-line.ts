import type { Ladder } from '../../drawing/ladder.ts';
import { micros } from '../../drawing/narration.ts';
import type { Trip } from '../../drawing/trip.ts';
import { type Markup, markup } from '../../ui/markup.ts';

const LEFT = 150;
const WIDTH = 720;
const ROW = 26;
const TOP = 34;
const PLOT = WIDTH - LEFT - 40;

/**
 * One probe's packets in time: a row for each tap, microseconds from left to right. Sightings with one
 * stamp, which a packet that is handed over keeps, are joined by a line.
 */
export function timeLine({ rungs }: Ladder, { probe, steps }: Trip): Markup | null {
  const [first] = steps;
  if (!first) return null;
  const start = steps.reduce(
    (least, { sighting }) => (sighting.timestampNs < least ? sighting.timestampNs : least),
    first.sighting.timestampNs,
  );
  const at = (ns: bigint) => Number(ns - start) / 1000;
  const longest = Math.max(1, ...steps.map(({ sighting }) => at(sighting.timestampNs)));
  const x = (us: number) => LEFT + (us / longest) * PLOT;
  const y = (rung: number) => TOP + rung * ROW + ROW / 2;
  const height = TOP + rungs.length * ROW + 12;
  const ties = tiesOf(steps.map(({ rung, sighting }) => ({ rung, ns: sighting.timestampNs })));
  return markup`<svg class="timeline" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Probe ${probe} in time, over ${longest.toFixed(1)} microseconds">
${scale(longest, x, height)}${rungs.map(
  ({ tap }, i) =>
    markup`<text class="row" x="${LEFT - 12}" y="${y(i) + 4}">${tap}</text><line class="row" x1="${LEFT}" x2="${WIDTH - 40}" y1="${y(i)}" y2="${y(i)}"/>
`,
)}${ties.map(({ ns, low, high }) => {
  const middle = x(at(ns)).toFixed(1);
  return markup`<path class="tie" d="M${middle} ${y(low)}V${y(high)}"><title>one stamp: the same packet, handed over</title></path>`;
})}${steps.map(({ rung, sighting, direction }) => {
  const us = at(sighting.timestampNs);
  const words = `${sighting.leg} ${direction ?? ''} at ${rungs[rung]!.tap}, ${micros(sighting.timestampNs - start)} µs, TTL ${sighting.ttl}`;
  return markup`<circle class="mark ${sighting.leg}" cx="${x(us).toFixed(1)}" cy="${y(rung)}" r="5.5"><title>${words}</title></circle>`;
})}</svg>`;
}

function scale(longest: number, x: (us: number) => number, height: number): Markup[] {
  const step = niceStep(longest / 6);
  const ticks = Array.from({ length: Math.floor(longest / step) + 1 }, (_, i) => i * step);
  return ticks.map(
    (us) =>
      markup`<line class="tick" x1="${x(us).toFixed(1)}" x2="${x(us).toFixed(1)}" y1="${TOP - 6}" y2="${height - 8}"/><text class="tick" x="${x(us).toFixed(1)}" y="${TOP - 12}">${us}${us === 0 ? ' µs' : ''}</text>
`,
  );
}

/** 1, 2 or 5 times a power of ten, at least so much. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((n) => n * power >= least) ?? 10);
}

function tiesOf(
  marks: readonly { rung: number; ns: bigint }[],
): { ns: bigint; low: number; high: number }[] {
  const byStamp = new Map<bigint, number[]>();
  for (const { rung, ns } of marks) byStamp.set(ns, [...(byStamp.get(ns) ?? []), rung]);
  return [...byStamp]
    .filter(([, rungs]) => rungs.length > 1)
    .map(([ns, rungs]) => ({ ns, low: Math.min(...rungs), high: Math.max(...rungs) }));
}
