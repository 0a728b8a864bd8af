import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import { fileSchema } from './file-schema.ts';

/** The schema of a datapath's file as editors take it. */
export function datapathJsonSchema(): object {
  return jsonSchema('A datapath of your own for cni-lab', fileSchema);
}

/** JSON Schema, draft 7. */
export function jsonSchema(title: string, of: ZodMiniType): object {
  const schema = toJSONSchema(of, {
    io: 'input',
    target: 'draft-7',
    // the bounds that every whole number has are noise
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { title, ...schema };
}
