import { toJSONSchema } from 'zod/mini';
import { runSchema } from './run-schema.ts';

/** The schema of run.json as others take it: JSON Schema, draft 7. */
export function runJsonSchema(): object {
  const schema = toJSONSchema(runSchema, {
    ...{ io: 'input', target: 'draft-7' },
    // the bounds that every whole number has are noise
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { title: 'A run of cni-lab: run.json, and what verify --json prints', ...schema };
}
