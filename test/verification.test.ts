import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CATALOGUE } from '../src/datapaths/catalogue.ts';
import { LabError } from '../src/errors.ts';
import type { Lab } from '../src/labs/lab.ts';
import { verify } from '../src/verification.ts';

/** How many labs were in use at the same time, at most. */
async function mostAtOnce(sharesPods: boolean): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'cni-lab-verification-'));
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  let now = 0;
  let most = 0;
  const makeLab = async (): Promise<Lab> => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
    throw new LabError('E_POD', { message: 'm', why: 'w', mend: 'd' });
  };
  const jobs = CATALOGUE.slice(0, 3).map((datapath) => ({
    ...{ datapath, labOf: datapath.name, because: [], others: [], makeLab },
    release: async () => {},
  }));
  const ended: string[] = [];
  const document = await verify({
    plan: {
      ...{ jobs, backend: 'kind', sharesPods, cni: null },
      ...{ notes: () => [], close: async () => {} },
    },
    probe: { kind: null, family: 4, count: 1, intervalMs: 1, size: 0 },
    ...{ parallel: 2, out: join(out, 'run'), signal: new AbortController().signal },
    onPhase: () => {},
    onResult: ({ datapath }) => void ended.push(datapath),
  });
  expect(document.results.map(({ verdict }) => verdict)).toEqual(Array(3).fill('inconclusive'));
  expect(ended.toSorted()).toEqual(jobs.map(({ datapath }) => datapath.name).toSorted());
  return most;
}

it('runs side by side what has labs of its own, and in turn what shares its pods', async () => {
  expect(await mostAtOnce(false)).toBe(2);
  expect(await mostAtOnce(true)).toBe(1);
});
