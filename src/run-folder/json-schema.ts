import { jsonSchema } from '../schema/json-schema.ts';
import { runSchema } from './run-schema.ts';

/** The schema of run.json as others take it. */
export function runJsonSchema(): object {
  return jsonSchema('A run of cni-lab: run.json, and what verify --json prints', runSchema);
}
