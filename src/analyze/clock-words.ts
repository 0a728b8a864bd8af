import type { Bounds } from './clock-bounds.ts';
import { type Clocks, estimate } from './clocks.ts';

/**
 * What there is to be said of the clocks: nothing where one will do and all taps are one machine's, or where
 * no clocks explain the stamps, which the verdict tells.
 */
export function clockWords({ are, clocks, pairs }: Clocks): string[] {
  const [first, ...others] = clocks;
  const reckoned = `reckoned from ${pairs} request/reply pair${pairs === 1 ? '' : 's'}`;
  if (!first || are === 'contradicted') return [];
  if (are === 'drifting') {
    const both = [first, ...others].map(({ taps }) => taps.join(', ')).join(' and of ');
    return [
      `the clocks of ${both} drift, or were set meanwhile: times are not compared between them`,
    ];
  }
  if (are === 'apart') {
    return others.map(({ taps, ahead }) => {
      const own = `the clock of ${taps.join(', ')}`;
      return `${own} is ${lead(ahead)} that of ${first.taps.join(', ')}, ${reckoned}: corrected for`;
    });
  }
  if (!clocks.some(({ taps }) => taps.includes('node2/eth0'))) return [];
  return others.map(({ ahead }) => `the nodes' clocks agree: ${within(ahead)}, ${reckoned}`);
}

/** `1 h 0 min 2.5 s (give or take 31 us) ahead of` */
function lead(ahead: Bounds): string {
  const offset = estimate(ahead);
  const { least, most } = ahead;
  const where = offset < 0n ? 'behind' : 'ahead of';
  const about = duration(offset < 0n ? -offset : offset);
  if (least !== null && most !== null) {
    return `${about} (give or take ${duration((most - least + 1n) / 2n)}) ${where}`;
  }
  // one bound alone: of a lead below zero, the least is the most that it is behind
  const isLeast = (least !== null) === offset >= 0n;
  return `at ${isLeast ? 'least' : 'most'} ${about} ${where}`;
}

function within({ least, most }: Bounds): string {
  if (least === null || most === null) return 'as far as packets tell';
  return `between ${duration(-least)} behind and ${duration(most)} ahead`;
}

const MINUTE = 60_000_000_000n;

const UNITS = [
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['min', MINUTE],
] as const;

/** Of nanoseconds, not negative: `2 h 5 min 1.25 s`, `3.5 ms`, `12 us`. */
export function duration(ns: bigint): string {
  let rest = ns;
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    if (rest >= size) parts.push(`${rest / size} ${name}`);
    rest %= size;
  }
  const seconds = short(rest);
  if (seconds === '60 s') return duration(ns - rest + MINUTE); // rounded up
  if (rest > 0n || parts.length === 0) parts.push(seconds);
  return parts.join(' ');
}

function short(ns: bigint): string {
  const units = [
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
  ] as const;
  const [name, size] = units.find(([, size]) => Number(ns) >= size) ?? ['ns', 1];
  return `${Number((Number(ns) / size).toPrecision(3))} ${name}`;
}
