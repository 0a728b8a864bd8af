import type { EntryKind, LeftOut } from '../manifest.ts';

/** A file that will be in the bundle. */
export interface Source {
  readonly path: string;
  readonly kind: EntryKind;
  readonly what: string;
  /** Its bytes, or where they are. */
  readonly content: Uint8Array | { readonly file: string };
  readonly executable?: boolean;
}

/** What one collector found, and what it did not. */
export interface Collected {
  readonly sources: readonly Source[];
  readonly leftOut: readonly LeftOut[];
}

export function textSource(path: string, what: string, text: string): Source {
  return { path, kind: 'script', what, content: Buffer.from(text) };
}
