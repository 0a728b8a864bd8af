import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of our own for as long as the work takes. */
export async function inScratchFolder<T>(work: (folder: ScratchFolder) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'cni-lab-'));
  try {
    return await work(new ScratchFolder(path));
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

export class ScratchFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  write(name: string, content: string): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  makeFolder(name: string): string {
    const folder = join(this.path, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Names of the files in a folder of it that end so, sorted. */
  list(name: string, ending: string): string[] {
    return readdirSync(join(this.path, name))
      .filter((file) => file.endsWith(ending))
      .sort();
  }
}
