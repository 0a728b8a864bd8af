import { parse } from 'yaml';
import { writeDatapath } from '../datapath-file/write-datapath.ts';
import { findDatapath } from '../datapaths/catalogue.ts';

/**
 * A datapath of the catalogue as a file of a user's own. @param json the same without comments: JSON is
 * YAML, too @throws LabError E_UNKNOWN_DATAPATH
 */
export function exportedText(name: string, json = false): string {
  const text = writeDatapath(findDatapath(name));
  return json ? `${JSON.stringify(parse(text), null, 2)}\n` : text;
}
