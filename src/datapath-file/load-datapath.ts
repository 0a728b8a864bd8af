import { dirname } from 'node:path';
import type { Datapath } from '../datapaths/datapath.ts';
import { LabError } from '../errors.ts';
import { bytesIfThere, isFile, readTextIfThere } from '../host/read-file.ts';
import { bpfPrograms } from './bpf-programs.ts';
import { readDatapath } from './read-datapath.ts';
import type { Surroundings } from './surroundings.ts';

const ON_DISK: Surroundings = {
  isThere: isFile,
  programsIn: (path) => {
    const bytes = bytesIfThere(path);
    return bytes && bpfPrograms(bytes);
  },
};

/** A datapath of the user's own. @param file its path @throws LabError E_FILE, E_DATAPATH_FILE */
export function loadDatapath(file: string): Datapath {
  const text = readTextIfThere(file);
  if (text !== null) return readDatapath(text, file, ON_DISK);
  throw new LabError('E_FILE', {
    message: `there is no file "${file}"`,
    why: 'a name that ends in .yaml, .yml or .json is taken for that of a file of your own',
    mend: `ls -l ${dirname(file)}`,
  });
}
