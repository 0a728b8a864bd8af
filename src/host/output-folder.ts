import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { diskFull } from './disk-full.ts';
import { refuseLink, writeNotThrough } from './no-link.ts';

/**
 * A folder for results. Its failures are the user's to mend: another place, or room on the disk. Nothing is written
 * through links that others may have put where it is to be: this is often root, and the folder often below /tmp.
 */
export class OutputFolder {
  readonly path: string;
  /** The topmost folder that had to be made for it. */
  readonly #made: string | undefined;

  /** Makes it at once, so that a bad place is known before anything else is made. @throws LabError E_OUT_UNWRITABLE */
  constructor(path: string, { mayBeLink = false }: { mayBeLink?: boolean } = {}) {
    this.path = path;
    this.#made = writing(path, () => {
      if (!mayBeLink) refuseLink(resolve(path));
      const made = makeFolders(resolve(path));
      accessSync(path, constants.W_OK);
      return made;
    });
  }

  /** @throws LabError E_DISK_FULL, E_OUT_UNWRITABLE */
  write(name: string, content: string | Uint8Array): void {
    const file = join(this.path, name);
    writing(file, () => {
      const top = resolve(this.path);
      for (let folder = dirname(resolve(file)); folder !== top; folder = dirname(folder)) {
        if (!folder.startsWith(`${top === '/' ? '' : top}/`))
          throw new Error(`${name} is not below it`);
        refuseLink(folder);
      }
      makeFolders(dirname(resolve(file)));
      writeNotThrough(file, content);
    });
  }

  /** Removes the folders that were made for it, for a run that came to nothing. */
  discard(): void {
    if (this.#made) rmSync(this.#made, { recursive: true, force: true });
  }
}

/**
 * Makes a folder and those above it; node's own `recursive` never returns for one below /proc.
 * @returns the topmost that was not there before
 */
function makeFolders(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const above = makeFolders(dirname(path));
  mkdirSync(path, { mode: 0o700 });
  return above ?? path;
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const full = diskFull(cause, path, 'cni-lab verify --out /another/disk');
    if (full) throw full;
    throw new LabError(
      'E_OUT_UNWRITABLE',
      {
        message: `${path} cannot be written`,
        why: (cause as Error).message,
        mend: 'cni-lab verify --out /tmp/cni-lab-run',
      },
      { cause },
    );
  }
}
