import type { Check } from './check.ts';
import type { Drop, Evidence, WitnessExpectation } from './evidence.ts';

/**
 * Did the kernel drop all requests where and why it should have? A kernel that cannot say leaves
 * nothing open: its word is more than captures and programs, which are asked in any case. Pure.
 */
export function checkDrops(
  { drops }: Evidence,
  { drops: expected }: WitnessExpectation,
  probes: number,
): Check[] {
  if (!drops || !expected || drops.some((of) => of.drops === null)) return [];
  const seen = drops.flatMap((of) => of.drops!);
  const isRight = (drop: Drop) => drop.tap === expected.tap && drop.reason === expected.reason;
  const count = seen.reduce((sum, { packets }) => sum + packets, 0);
  return [
    {
      ...{ code: 'drops', tap: expected.tap, leg: null },
      ok: count === 0 || !seen.every(isRight) ? false : count === probes ? true : null,
      expected: words({ ...expected, packets: probes }),
      seen: seen.map(words).toSorted().join(', ') || 'no packet dropped',
    },
  ];
}

function words({ tap, reason, packets }: Drop & { readonly packets: number }): string {
  return `${packets} dropped as ${reason} at ${tap}`;
}
