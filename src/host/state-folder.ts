import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Small JSON files in /run: what must be known of things for as long as they are up. */
export class StateFolder<T> {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns false if there is one of that name */
  create(name: string, value: T): boolean {
    for (;;) {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      try {
        writeFileSync(this.#file(name), JSON.stringify(value), { flag: 'wx', mode: 0o600 });
        return true;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EEXIST') return false;
        if (code !== 'ENOENT') throw error; // else another process removed the empty folder just now
      }
    }
  }

  /** Whole or not at all, whenever this process may be killed. */
  replace(name: string, value: T): void {
    const draft = `${this.#file(name)}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
    renameSync(draft, this.#file(name));
  }

  /** Null if there is none, or if it cannot be read: its writer was killed. */
  read(name: string): T | null {
    try {
      return JSON.parse(readFileSync(this.#file(name), 'utf8')) as T;
    } catch {
      return null;
    }
  }

  names(): string[] {
    try {
      const files = readdirSync(this.#folder);
      return files.flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
    } catch {
      return []; // nothing was ever kept there
    }
  }

  /** Removes one, and the folder with the last. */
  remove(name: string): void {
    rmSync(this.#file(name), { force: true });
    try {
      rmdirSync(this.#folder);
    } catch {
      // others are still there, or it never was
    }
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
