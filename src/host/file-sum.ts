import { createHash } from 'node:crypto';
import { readBytes } from './read-file.ts';

export interface FileSum {
  /** Bytes. */
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** @throws LabError E_FILE */
export async function sumOfFile(path: string): Promise<FileSum> {
  const { bytes, sum } = summing(readBytes(path));
  for await (const _ of bytes);
  return sum();
}

export function sumOfBytes(bytes: Uint8Array): FileSum {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The same bytes, and what they came to once they have been read. */
export function summing(source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let size = 0;
  async function* passed(): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      hash.update(piece);
      size += piece.length;
      yield piece;
    }
  }
  return { bytes: passed(), sum: (): FileSum => ({ size, sha256: hash.digest('hex') }) };
}
