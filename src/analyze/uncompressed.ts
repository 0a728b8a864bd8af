import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { concat } from '../packets/concat.ts';

const GZIP = [0x1f, 0x8b];
/** What is taken out at once. However much a file promises to hold, no more than this is there at a time. */
const CHUNK = 2 ** 16;

/**
 * The bytes as they are, or, where they begin as gzip's do, what they hold, whatever the file is called.
 * Each piece given may be overwritten as soon as the next is asked for. @throws what zlib throws: code Z_*
 */
export async function* uncompressed(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]();
  try {
    let start: Uint8Array = new Uint8Array();
    let isDone = false;
    while (start.length < GZIP.length && !isDone) {
      const { value, done } = await source.next();
      isDone = done === true;
      if (value) start = concat([start, value]); // a copy: what it came in is overwritten
    }
    if (!GZIP.every((byte, i) => start[i] === byte)) {
      yield start;
      yield* { [Symbol.asyncIterator]: () => source };
      return;
    }
    const gunzip = createGunzip({ chunkSize: CHUNK });
    // one piece on the way at a time; errors come by the loop
    pipeline(Readable.from(copies(start, source), { highWaterMark: 1 }), gunzip, () => {});
    yield* gunzip;
  } finally {
    await source.return?.(undefined);
  }
}

/** Streams hold on to what they are given. */
async function* copies(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield start.slice();
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value.slice();
}
