import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/inspect.ts';
import { inspectionSchema } from '../../src/inspect/inspection-schema.ts';
import type { OpenLab } from '../../src/inspect/node-source.ts';
import { jsonSchema } from '../../src/schema/json-schema.ts';
import { publishedSchema } from '../support/published-schema.ts';
import { bridgeLab, ciliumLab } from './recorded-lab.ts';

const FILE = '../../schema/inspection.schema.json';

describe('schema/inspection.schema.json', () => {
  it('is that of the types; vitest -u writes it anew', async () => {
    const schema = jsonSchema('What cni-lab inspect --json prints', inspectionSchema);
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(FILE);
  });

  it.each([
    ['Cilium', ciliumLab()],
    ['the bridge plugin, and a node that does not answer', bridgeLab()],
  ] as const)(
    'lets in what is printed of a node with %s, and nothing else',
    async (_, lab: OpenLab) => {
      const complaintsOf = publishedSchema('inspection');
      const seen = await inspect(lab, 'ours', new AbortController().signal);
      expect(complaintsOf(JSON.parse(JSON.stringify(seen)))).toEqual([]);
      const [node, ...nodes] = seen.nodes;
      const { addresses, ...lacking } = node!;
      expect(complaintsOf({ ...seen, nodes: [lacking, ...nodes] })).not.toEqual([]);
      expect(complaintsOf({ ...seen, nodes: [{ ...node, more: 1 }] })).not.toEqual([]);
    },
  );
});
