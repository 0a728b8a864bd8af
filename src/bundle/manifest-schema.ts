import { openFieldsOf, textLike, wordsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import {
  BUNDLE_SCHEMA,
  type Entry,
  KINDS,
  type LeftOut,
  type Manifest,
  type Release,
} from './manifest.ts';

const entry = openFieldsOf<Entry>()({
  path: z.string(),
  kind: wordsOf(KINDS),
  size: z.int(),
  sha256: textLike(/^[0-9a-f]{64}$/, 'a sha256 sum'),
  what: z.string(),
});

export const manifestSchema = openFieldsOf<Manifest>()({
  schema: z.literal(BUNDLE_SCHEMA),
  version: z.string(),
  createdAt: z.string(),
  madeOn: openFieldsOf<Release>()({ system: z.string(), architecture: z.string() }),
  entries: z.array(entry),
  leftOut: z.array(openFieldsOf<LeftOut>()({ what: z.string(), why: z.string(), add: z.string() })),
});
