import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';

/** What is put into an archive: bytes that are there, or a file of this machine. */
export interface Packed {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly content: Uint8Array | { readonly file: string };
}

/** What an archive says of one of its entries; nothing of it is believed yet. */
export interface TarEntry {
  readonly path: string;
  /** `file`, or what else tar knows: `symlink`, `link`, `block-device`, `directory`, ... */
  readonly type: string;
  /** Bytes, as the archive says. */
  readonly size: number;
  /** To be read to its end before the next entry comes. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Writes a gzipped tar: whole, or not at all. Most of what goes in is compressed already: speed counts.
 * @returns sha256 of the archive
 */
export async function writeTarGz(file: string, entries: readonly Packed[]): Promise<string> {
  const { pack } = await import('tar-stream');
  const tar = pack();
  const draft = `${file}.${process.pid}.draft`;
  const hash = createHash('sha256');
  const zip = createGzip({ level: constants.Z_BEST_SPEED });
  zip.on('data', (piece: Buffer) => hash.update(piece));
  try {
    rmSync(draft, { force: true });
    const written = pipeline(tar, zip, createWriteStream(draft, { mode: 0o644, flags: 'wx' }));
    written.catch(() => {}); // awaited below
    for (const { path, mode, size, content } of entries) {
      const entry = tar.entry({ name: path, mode, size });
      const bytes =
        content instanceof Uint8Array ? Readable.from([content]) : createReadStream(content.file);
      await Promise.race([pipeline(bytes, entry), written]); // a full disk ends the wait for room
    }
    tar.finalize();
    await written;
    renameSync(draft, file);
    return hash.digest('hex');
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The entries of a tar, gzipped or not, one after the other; nothing is written anywhere. */
export async function* readTar(file: string): AsyncGenerator<TarEntry> {
  const { extract } = await import('tar-stream');
  const gzipped = await isGzip(file);
  const bytes = createReadStream(file);
  const tar = extract();
  const read = gzipped ? pipeline(bytes, createGunzip(), tar) : pipeline(bytes, tar);
  read.catch(() => {}); // the iterator below throws the same
  try {
    for await (const entry of tar) {
      const { name, type, size } = entry.header;
      yield {
        path: name,
        type: type ?? 'file',
        size: size ?? 0,
        body: entry as AsyncIterable<Uint8Array>,
      };
      entry.resume(); // what was not looked at
    }
  } finally {
    bytes.destroy();
  }
  await read;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await file.close();
  }
}
