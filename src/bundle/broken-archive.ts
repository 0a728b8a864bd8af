import { LabError } from '../errors.ts';
import { refusal } from './refusal.ts';

/** What reading an archive threw: the disk's failures stay what they are, all others are the archive's. */
export function brokenArchive(cause: unknown): unknown {
  if (cause instanceof LabError || !(cause instanceof Error)) return cause;
  const { code, syscall, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const text = { message: 'no room left for what is in the bundle', why: message };
    return new LabError(
      'E_DISK_FULL',
      { ...text, mend: 'cni-lab bundle load FILE --to /another/disk/cni-lab' },
      { cause },
    );
  }
  if (syscall !== undefined) {
    return new LabError(
      'E_FILE',
      { message: 'a file cannot be read or written', why: message, mend: 'ls -l FILE' },
      { cause },
    );
  }
  if (/^Z_/.test(code ?? '') || /end of data|header|unexpected end|format/i.test(message)) {
    return refusal(`it is no tar archive, or is cut short: ${message}`, cause);
  }
  return cause; // a defect of ours
}
