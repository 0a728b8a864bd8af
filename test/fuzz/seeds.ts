import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import type { Frame } from '../../src/packets/frame.ts';

/** Of the checkout; tests and `npm run fuzz` both run there. */
export const ROOT = process.cwd();
export const FIXTURES = join(ROOT, 'test/fixtures');

/** Files below a folder of the checkout whose path matches, in order. */
export function filesIn(folder: string, matching: RegExp): string[] {
  const from = join(ROOT, folder);
  if (!existsSync(from)) return [];
  return readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((path) => matching.test(path))
    .sort()
    .map((path) => join(from, path));
}

export function bytesIn(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

/** All frames that were recorded, of each length and link type one. */
export function recordedFrames(): Frame[] {
  const found = new Map<string, Frame>();
  for (const file of filesIn('test/fixtures', /\.(p?cap|pcapng)$/)) {
    const reader = new CaptureReader();
    for (const frame of reader.push(bytesIn(file))) {
      const key = `${frame.linkType} ${frame.bytes.length}`;
      if (!found.has(key)) found.set(key, { ...frame, bytes: frame.bytes.slice() });
    }
  }
  return [...found.values()];
}
