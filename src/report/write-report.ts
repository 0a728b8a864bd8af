import { basename, dirname } from 'node:path';
import { OutputFolder } from '../host/output-folder.ts';

/** @param to a file, or `-` for standard output. @throws LabError E_OUT_UNWRITABLE, E_DISK_FULL */
export function writeReport(to: string, content: string | Uint8Array): void {
  if (to === '-') process.stdout.write(content);
  else new OutputFolder(dirname(to), { mayBeLink: true }).write(basename(to), content);
}
