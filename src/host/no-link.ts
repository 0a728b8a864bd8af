import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';

/** @throws Error if there is a symbolic link */
export function refuseLink(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Error(`${path} is a symbolic link: give what it leads to, or remove it`);
}

/** Text of a file, unless there is a symbolic link instead. @throws Error */
export function readNotThrough(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a file that nobody else may read, anew or in place of what is in it, but never through a link: nothing
 * is changed if there is one, symbolic or hard. @throws Error
 */
export function writeNotThrough(path: string, content: string | Uint8Array): void {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW } = constants;
  refuseLink(path); // for its words; O_NOFOLLOW for who is quicker
  const file = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    const found = fstatSync(file);
    if (found.isFile()) {
      if (found.nlink > 1) throw new Error(`${path} is a file that has other names, too`);
      fchmodSync(file, 0o600);
      ftruncateSync(file);
    }
    writeFileSync(file, content);
  } finally {
    closeSync(file);
  }
}
