import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
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

/** Bytes of a file, a piece at a time. @throws LabError E_FILE */
export async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error; // the reader's own
    throw unreadable(path, error);
  }
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
