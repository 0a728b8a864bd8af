import { expect } from 'vitest';
import type { Ended } from './cli.ts';

/** The result alone is on standard output, and nothing is left but a run folder. */
export function expectTidy({ files, left }: Ended): void {
  expect(left).toEqual([]);
  expect(files.filter((file) => file !== 'cni-lab-runs')).toEqual([]);
}

interface Results {
  readonly results: readonly {
    readonly datapath: string;
    readonly verdict: string;
    readonly findings: readonly unknown[];
    readonly error?: unknown;
  }[];
}

/** What each datapath was judged; the findings are shown where it is another. */
export function expectVerdicts(
  document: Results,
  expected: Readonly<Record<string, string>>,
): void {
  const told = document.results?.map(({ findings, error }) => ({ findings, error }));
  const found = document.results?.map(({ datapath, verdict }) => [datapath, verdict]);
  expect(Object.fromEntries(found ?? []), JSON.stringify(told ?? document)).toEqual(expected);
}

/** Names of the datapaths that a result was identified as. */
export function identified(result: { identified: { datapath: string }[] }): string[] {
  return result.identified.map(({ datapath }) => datapath);
}
