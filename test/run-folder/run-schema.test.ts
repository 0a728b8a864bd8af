import { describe, expect, it } from 'vitest';
import { runJsonSchema } from '../../src/run-folder/json-schema.ts';
import { runSchema } from '../../src/run-folder/run-schema.ts';
import { publishedSchema } from '../support/published-schema.ts';
import { RUNS } from '../support/recorded-runs.ts';
import { replayedResult } from '../support/replays.ts';

describe('schema/run.schema.json', () => {
  it('is the one that run folders are read by; vitest -u writes it anew', async () => {
    const text = `${JSON.stringify(runJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../schema/run.schema.json');
  });

  const complaintsOf = publishedSchema('run');

  it.each(RUNS)('lets $title in, as it was recorded and as it is made today', (run) => {
    expect(complaintsOf(run.document)).toEqual([]);
    const today = { ...run.document, results: [replayedResult(run)] };
    const json = JSON.parse(JSON.stringify(today));
    expect(complaintsOf(json)).toEqual([]);
    const read = runSchema.safeParse(json);
    expect(read.error).toBeUndefined();
    expect(read.data).toEqual(json); // and nothing of it is passed over
  });

  it('lets in what a newer one adds, and refuses what is wrong', () => {
    const { document } = RUNS[0]!;
    expect(complaintsOf({ ...document, mood: 'good' })).toEqual([]);
    expect(complaintsOf({ ...document, verdict: 'passed' }).join()).toContain('/verdict ');
    const { results: _, ...without } = document;
    expect(complaintsOf(without)).toEqual([" must have required property 'results'"]);
  });
});
