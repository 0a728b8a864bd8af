import fc from 'fast-check';

/** Chance that can be had again: the seed is printed, and CNI_LAB_SEED sets it. */
const SEED = Number(process.env.CNI_LAB_SEED ?? Math.floor(Math.random() * 2 ** 31));

process.stderr.write(`faults: CNI_LAB_SEED=${SEED}\n`);

/** So many numbers from 0 to below 1. */
export function chances(many: number): number[] {
  const share = fc.noBias(fc.integer({ min: 0, max: 9999 }));
  return fc.sample(share, { seed: SEED, numRuns: many }).map((part) => part / 10_000);
}
