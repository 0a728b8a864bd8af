import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A folder that is filled beside its place and put there when it is whole; else nothing of it stays. */
export class DraftFolder {
  readonly #place: string;
  readonly #draft: string;

  constructor(place: string) {
    this.#place = place;
    this.#draft = `${place}.${process.pid}.draft`;
    rmSync(this.#draft, { recursive: true, force: true });
    mkdirSync(dirname(this.#draft), { recursive: true });
    mkdirSync(this.#draft); // not recursive: that would take a link that somebody was quicker to put there
  }

  /** @param path below it, known to be safe; a file of that name must not be there yet */
  async write(path: string, mode: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const file = join(this.#draft, path);
    mkdirSync(dirname(file), { recursive: true });
    await pipeline(Readable.from(bytes), createWriteStream(file, { flags: 'wx', mode }));
  }

  /** In the place of what was there before. */
  put(): void {
    const old = `${this.#draft}.old`;
    if (existsSync(this.#place)) renameSync(this.#place, old);
    renameSync(this.#draft, this.#place);
    rmSync(old, { recursive: true, force: true });
  }

  discard(): void {
    rmSync(this.#draft, { recursive: true, force: true });
  }
}
