import { toJSONSchema } from 'zod/mini';
import { fileSchema } from './file-schema.ts';

/** The schema of a datapath's file as editors take it: JSON Schema, draft 7. */
export function datapathJsonSchema(): object {
  const schema = toJSONSchema(fileSchema, {
    io: 'input',
    target: 'draft-7',
    // the bounds that every whole number has are noise
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { title: 'A datapath of your own for cni-lab', ...schema };
}
