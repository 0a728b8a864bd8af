import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { writesAsRoot } from './capabilities.ts';
import { diskFull } from './disk-full.ts';
import { readNotThrough } from './no-link.ts';

/** Where they are: of those who may write there in /run, another user's where the session keeps such things. */
export const STATE_ROOT = writesAsRoot()
  ? '/run/cni-lab'
  : join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `cni-lab-${process.geteuid?.() ?? 'user'}`);

/**
 * What is kept is believed: where a cluster is, what may be removed. In /tmp anybody may have made a folder of that
 * name. @throws LabError E_STATE unless it is this user's own, and nobody else can write to it
 */
function requireOwn(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return;
  const refuse = (why: string) => {
    return new LabError('E_STATE', {
      message: `${folder} is not to be trusted`,
      why: `${why}; what is kept there says which labs are up, and what may be removed`,
      mend: `ls -ld ${folder}; then remove it: rm -r ${folder}`,
    });
  };
  if (!found.isDirectory()) throw refuse('it is no folder, but a link or a file');
  // below /run only root could have made it
  if (!writesAsRoot() && found.uid !== process.geteuid?.())
    throw refuse(`it belongs to uid ${found.uid}`);
  if ((found.mode & 0o022) !== 0) throw refuse('others may write to it');
}

/** Small JSON files in /run: what must be known of things for as long as they are up. */
export class StateFolder<T> {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns false if there is one of that name */
  create(name: string, value: T): boolean {
    for (;;) {
      requireOwn(this.#folder);
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      requireOwn(this.#folder); // another may have been quicker
      try {
        return this.#fromDraft(name, value, linkSync);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EEXIST') return false;
        if (code !== 'ENOENT') throw error; // else another process removed the empty folder just now
      }
    }
  }

  /** @returns false if there is none of that name any more */
  replace(name: string, value: T): boolean {
    try {
      return this.#fromDraft(name, value, (draft, file) => {
        lstatSync(file); // not by access(2), for which capabilities of another uid than root's do not count
        renameSync(draft, file);
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false; // with the folder, maybe
      throw error;
    }
  }

  /** Removes the drafts of processes that were killed over them. */
  sweep(): void {
    for (const file of this.#files()) {
      const pid = /\.(\d+)\.draft$/.exec(file)?.[1];
      if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(this.#folder, file), { force: true });
    }
    this.#removeIfEmpty();
  }

  /** Null if there is none, or if it cannot be read: its writer was killed. */
  read(name: string): T | null {
    requireOwn(this.#folder);
    try {
      return JSON.parse(readNotThrough(this.#file(name))) as T;
    } catch {
      return null;
    }
  }

  names(): string[] {
    return this.#files().flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  }

  /** Removes one, and the folder with the last. */
  remove(name: string): void {
    rmSync(this.#file(name), { force: true });
    this.#removeIfEmpty();
  }

  /** So that a file is there whole or not at all, whenever this process may be killed. */
  #fromDraft(name: string, value: T, put: (draft: string, file: string) => void): true {
    const draft = join(this.#folder, `${name}.${process.pid}.draft`);
    try {
      rmSync(draft, { force: true });
      writeFileSync(draft, JSON.stringify(value), { mode: 0o600, flag: 'wx' });
      put(draft, this.#file(name));
      return true;
    } catch (error) {
      throw diskFull(error, draft, `df -h ${this.#folder}; df -i ${this.#folder}`) ?? error;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  #files(): string[] {
    requireOwn(this.#folder);
    try {
      return readdirSync(this.#folder);
    } catch {
      return []; // nothing was ever kept there
    }
  }

  #removeIfEmpty(): void {
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
