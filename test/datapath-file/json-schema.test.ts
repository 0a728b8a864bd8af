import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { datapathJsonSchema } from '../../src/datapath-file/json-schema.ts';
import { writeDatapath } from '../../src/datapath-file/write-datapath.ts';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { publishedSchema } from '../support/published-schema.ts';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

describe('schema/datapath.schema.json', () => {
  it('is the one that files are read by; vitest -u writes it anew', async () => {
    const text = `${JSON.stringify(datapathJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../schema/datapath.schema.json');
  });

  it('asks for what has no default, and is in the package', () => {
    const { required } = read('schema/datapath.schema.json') as { required: string[] };
    expect(required.toSorted()).toEqual(['control', 'name', 'signature', 'title', 'topology']);
    expect(read('package.json').files).toContain('schema');
  });

  const complaintsOf = publishedSchema('datapath');

  it.each(CATALOGUE)('lets $name in as it is exported', (datapath) => {
    const data = parse(writeDatapath(datapath));
    expect(complaintsOf(data)).toEqual([]);
    expect(complaintsOf({ ...data, titel: '' })).not.toEqual([]);
    const [tap] = Object.keys(data.signature);
    const broken = { ...data.signature, [tap!]: { request: { which: 'al' } } };
    expect(complaintsOf({ ...data, signature: broken })).not.toEqual([]);
  });
});
