import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromJSONSchema } from 'zod';
import { runJsonSchema } from '../../src/run-folder/json-schema.ts';
import { runSchema } from '../../src/run-folder/run-schema.ts';
import { RUNS } from '../support/recorded-runs.ts';
import { replayedResult } from '../support/replays.ts';

describe('schema/run.schema.json', () => {
  it('is the one that run folders are read by; vitest -u writes it anew', async () => {
    const text = `${JSON.stringify(runJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../schema/run.schema.json');
  });

  const published = fromJSONSchema(
    JSON.parse(readFileSync(new URL('../../schema/run.schema.json', import.meta.url), 'utf8')),
  );

  it.each(RUNS)('lets $title in, as it was recorded and as it is made today', (run) => {
    expect(published.safeParse(run.document).error).toBeUndefined();
    const today = { ...run.document, results: [replayedResult(run)] };
    const json = JSON.parse(JSON.stringify(today));
    expect(published.safeParse(json).error).toBeUndefined();
    const read = runSchema.safeParse(json);
    expect(read.error).toBeUndefined();
    expect(read.data).toEqual(json); // and nothing of it is passed over
  });

  it('lets in what a newer one adds, and refuses what is wrong', () => {
    const { document } = RUNS[0]!;
    expect(published.safeParse({ ...document, mood: 'good' }).success).toBe(true);
    expect(published.safeParse({ ...document, verdict: 'passed' }).success).toBe(false);
    const { results: _, ...without } = document;
    expect(published.safeParse(without).success).toBe(false);
  });
});
