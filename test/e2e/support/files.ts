import { readFileSync } from 'node:fs';

export function readBytesSync(file: string): Uint8Array {
  return readFileSync(file);
}
