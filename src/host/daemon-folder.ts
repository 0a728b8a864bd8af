import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a folder with files of these names.
 * @param filled what becomes of each text
 */
export function makeFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
  filled: (text: string) => string,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(folder, file), filled(text), { mode: 0o600 });
  }
}

/** Names of what is in a folder; none where it is not there. */
export function foldersOf(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
