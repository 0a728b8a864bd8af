import { describe, expect, it } from 'vitest';
import { benchSchema } from '../../src/bench/bench-schema.ts';
import { jsonSchema } from '../../src/schema/json-schema.ts';
import { publishedSchema } from '../support/published-schema.ts';
import { documentOf, LEFT_OUT, sessionOf } from './support.ts';

describe('schema/bench.schema.json', () => {
  it('is that of the types; vitest -u writes it anew', async () => {
    const schema = jsonSchema('bench.json, and what cni-lab bench --json prints', benchSchema);
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../schema/bench.schema.json');
  });

  const complaintsOf = (document: unknown) => publishedSchema('bench')(document);
  const made = documentOf(sessionOf([1, 1, 1.2], 20), ['linux/bridge'], [LEFT_OUT]);
  const document = JSON.parse(JSON.stringify(made));

  it('lets in what is made, and nothing of it is passed over', () => {
    expect(complaintsOf(document)).toEqual([]);
    const read = benchSchema.safeParse(document);
    expect(read.error).toBeUndefined();
    expect(read.data).toEqual(document);
  });

  it('lets in what a newer one adds, and refuses what is wrong', () => {
    expect(complaintsOf({ ...document, mood: 'good' })).toEqual([]);
    expect(complaintsOf({ ...document, verdict: 'faster' }).join()).toContain('/verdict ');
    const { seed: _, ...without } = document;
    expect(complaintsOf(without)).toEqual([" must have required property 'seed'"]);
  });
});
