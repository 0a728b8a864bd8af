import { existsSync, readFileSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { LabError } from '../errors.ts';

/** Text of a file, or null if there is none. @throws LabError E_FILE */
export function readTextIfThere(path: string): string | null {
  if (!existsSync(path)) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Bytes of a small file, or null if there is none. @throws LabError E_FILE */
export function bytesIfThere(path: string): Uint8Array | null {
  if (!isFile(path)) return null;
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What is read at once. Small pieces cost a thread's turn each. */
const PIECE = 2 ** 20;

/**
 * Bytes of a file, a piece at a time. A piece is overwritten as soon as the next is asked for: two take
 * turns, so that memory does not grow with the file, and one is read while the other is worked on.
 * @throws LabError E_FILE
 */
export async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  let file: FileHandle | null = null;
  let ahead: Promise<Uint8Array> | null = null;
  try {
    file = await open(path, 'r');
    const pieces = [new Uint8Array(PIECE), new Uint8Array(PIECE)] as const;
    ahead = piece(file, pieces[0]);
    for (let turn = 1; ; turn = 1 - turn) {
      const bytes = await ahead;
      ahead = null;
      if (bytes.length === 0) return;
      ahead = piece(file, pieces[turn]!);
      yield bytes;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error; // the reader's own
    throw unreadable(path, error);
  } finally {
    await ahead?.catch(() => undefined); // whoever reads may have seen enough
    await file?.close();
  }
}

function piece(file: FileHandle, into: Uint8Array): Promise<Uint8Array> {
  const read = file.read(into, 0, into.length, null).then((r) => into.subarray(0, r.bytesRead));
  read.catch(() => undefined); // it is waited for later
  return read;
}

function unreadable(path: string, cause: unknown): LabError {
  return new LabError(
    'E_FILE',
    { message: `${path} cannot be read`, why: (cause as Error).message, mend: `ls -l ${path}` },
    { cause },
  );
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
