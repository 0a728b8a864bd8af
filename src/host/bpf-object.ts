import { resolve } from 'node:path';
import { shippedFile } from './shipped-file.ts';

/** Path of a compiled program: of one of ours by its name, of one of the user's as it is. @throws LabError E_BPF_OBJECT_MISSING */
export function bpfObjectPath(object: string): string {
  if (object.endsWith('.o')) return resolve(object);
  return shippedFile(`bpf/${object}.bpf.o`);
}
