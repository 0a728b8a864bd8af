import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uncompressed } from '../../src/analyze/uncompressed.ts';
import { concat } from '../../src/packets/concat.ts';
import { chunksOf } from '../packets/arbitraries.ts';

/** One buffer for all pieces, as a reader has it that overwrites the last with the next. */
async function* overwritten(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.max(0, ...pieces.map((piece) => piece.length)));
  for (const piece of pieces) {
    buffer.fill(0xee);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

async function read(pieces: readonly Uint8Array[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of uncompressed(overwritten(pieces))) parts.push(part.slice());
  return concat(parts);
}

const plain = fc.uint8Array({ maxLength: 400 });
const inPieces = (whole: Uint8Array) => chunksOf(whole).map((chunks) => ({ whole, chunks }));

describe('bytes that may be compressed', () => {
  it('come as they are where they do not begin as gzip does', async () => {
    const bare = plain.filter(([first, second]) => first !== 0x1f || second !== 0x8b);
    await fc.assert(
      fc.asyncProperty(bare.chain(inPieces), async ({ whole, chunks }) => {
        expect(await read(chunks)).toEqual(whole);
      }),
    );
  });

  it('come as they were before, in whatever pieces, of one member or several', async () => {
    const members = fc.array(plain, { minLength: 1, maxLength: 3 });
    const zipped = members.chain((parts) =>
      fc.record({
        parts: fc.constant(parts),
        chunks: chunksOf(concat(parts.map((part) => Uint8Array.from(gzipSync(part))))),
      }),
    );
    await fc.assert(
      fc.asyncProperty(zipped, async ({ parts, chunks }) => {
        expect(await read(chunks)).toEqual(concat(parts));
      }),
    );
  });

  it('are refused where they are cut or spoiled, whatever was good before', async () => {
    const zipped = Uint8Array.from(gzipSync(new Uint8Array(5000).fill(7)));
    for (let length = 2; length < zipped.length; length += 3) {
      await expect(read([zipped.subarray(0, length)])).rejects.toMatchObject({
        code: expect.stringMatching(/^Z_/),
      });
    }
    const spoiled = Uint8Array.from(zipped);
    spoiled[2] = 99;
    await expect(read([spoiled])).rejects.toMatchObject({ code: 'Z_DATA_ERROR' });
  });

  it('end the reading of the file where nobody wants more', async () => {
    let isEnded = false;
    async function* endless() {
      try {
        for (;;) yield new Uint8Array(10);
      } finally {
        isEnded = true;
      }
    }
    for await (const part of uncompressed(endless())) if (part) break;
    expect(isEnded).toBe(true);
  });
});
