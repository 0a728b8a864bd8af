import { dirname } from 'node:path';
import type { Datapath } from '../datapaths/datapath.ts';
import { LabError } from '../errors.ts';
import { isFile, readTextIfThere } from '../host/read-file.ts';
import { readDatapath } from './read-datapath.ts';

/** A datapath of the user's own. @param file its path @throws LabError E_FILE, E_DATAPATH_FILE */
export function loadDatapath(file: string): Datapath {
  const text = readTextIfThere(file);
  if (text !== null) return readDatapath(text, file, isFile);
  throw new LabError('E_FILE', {
    message: `there is no file "${file}"`,
    why: 'a name that ends in .yaml, .yml or .json is taken for that of a file of your own',
    mend: `ls -l ${dirname(file)}`,
  });
}
