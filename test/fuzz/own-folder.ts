import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | null = null;

/** A folder of this process alone, for inputs that are read from files; it goes when the process ends. */
export function ownFolder(): string {
  if (folder === null) {
    const made = mkdtempSync(join(tmpdir(), 'cni-lab-fuzz-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}
