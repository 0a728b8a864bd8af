import * as z from '../schema/zod.ts';

const text = z.string();
const texts = z.array(text);

/** As much of a CNI's report as is shown of it: the published schema leaves it open. */
export const cniSchema = z.nullable(
  z.object({
    ...{ name: text, evidence: texts, conflicts: texts, note: z.nullable(text) },
    mode: z.nullable(z.record(text, z.any())),
    differences: z.array(z.object({ field: text, byNode: z.record(text, z.any()) })),
    legacy: z.nullable(z.object({ text, evidence: texts, mend: text })),
  }),
);
