import { toJSONSchema, type ZodMiniType } from 'zod/mini';

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
