import { shippedFile } from './shipped-file.ts';

/** Path of a compiled program. @throws LabError E_BPF_OBJECT_MISSING */
export function bpfObjectPath(object: string): string {
  return shippedFile(`bpf/${object}.bpf.o`);
}
