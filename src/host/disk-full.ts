import { LabError } from '../errors.ts';

/** That there is no room where something was to be written; null for any other failure. */
export function diskFull(cause: unknown, what: string, mend: string): LabError | null {
  const { code, message } = Object(cause) as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return null;
  const text = {
    message: `no room left to write ${what}`,
    why: `the disk is full: ${message}`,
    mend,
  };
  return new LabError('E_DISK_FULL', text, { cause });
}
