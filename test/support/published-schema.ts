import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** What others who check by the published schema find wrong. */
type Complaints = (document: unknown) => string[];

/** @param name of a file in schema/, without `.schema.json` */
export function publishedSchema(name: 'run' | 'bench' | 'inspection' | 'datapath'): Complaints {
  const file = new URL(`../../schema/${name}.schema.json`, import.meta.url);
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  return (document) =>
    validate(document)
      ? []
      : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
