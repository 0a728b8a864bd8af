import { readFileSync } from 'node:fs';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import type { Frame } from '../../src/packets/frame.ts';

/** All frames of a capture file. */
export function readFramesOf(file: URL): Frame[] {
  const reader = new CaptureReader();
  const frames = reader.push(readFileSync(file));
  reader.end();
  return frames;
}
