import type { describe, expect, it, vi } from 'vitest';

export interface Test {
  /** `FILE#NAME`, with a number behind it where the file has several of that name. */
  readonly id: string;
  readonly name: string;
  readonly run: () => unknown;
}

export function collect(file: string, load: () => void): Test[];

export const WORDS: {
  readonly describe: typeof describe;
  readonly it: typeof it;
  readonly expect: typeof expect;
  readonly vi: Pick<typeof vi, 'setConfig'>;
};
