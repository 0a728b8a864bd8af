import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readFileSync,
  unlinkSync,
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
 * Writes a file that nobody else may read, in place of one that is there, but never through a link: nothing
 * is changed if there is one, symbolic or hard. @throws Error
 */
export function writeNotThrough(path: string, content: string | Uint8Array): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  refuseLink(path); // for its words; the flags for who is quicker
  const found = lstatSync(path, { throwIfNoEntry: false });
  const isFile = found?.isFile() ?? true;
  if (found && isFile && found.nlink > 1) {
    throw new Error(`${path} is a file that has other names, too`);
  }
  // anew: it is ours then, whoever's the old one was, and a file system need not write out what is cut off
  if (found && isFile) unlinkSync(path);
  const flags = O_WRONLY | O_NOFOLLOW | (isFile ? O_CREAT | O_EXCL : 0);
  const file = openSync(path, flags, 0o600);
  try {
    writeFileSync(file, content);
  } finally {
    closeSync(file);
  }
}
