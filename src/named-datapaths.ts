import { isFileName } from './datapath-file/file-name.ts';
import { selectDatapaths } from './datapaths/catalogue.ts';
import type { Datapath } from './datapaths/datapath.ts';
import { LabError } from './errors.ts';

/**
 * What a user names: datapaths of the catalogue, globs over it, files of their own. Each once.
 * @throws LabError E_UNKNOWN_DATAPATH, E_FILE, E_DATAPATH_FILE
 */
export async function namedDatapaths(names: readonly string[]): Promise<Datapath[]> {
  const found: Datapath[] = [];
  for (const name of new Set(names)) {
    const those = isFileName(name) ? [await ofFile(name)] : selectDatapaths(name);
    found.push(...those.filter((datapath) => !found.includes(datapath)));
  }
  requireOwnNames(found);
  return found;
}

/** The same where one is meant. */
export async function namedDatapath(name: string): Promise<Datapath> {
  const [found] = await namedDatapaths([name]);
  return found!;
}

async function ofFile(file: string): Promise<Datapath> {
  const { loadDatapath } = await import('./datapath-file/load-datapath.ts');
  return loadDatapath(file);
}

/** Results are told apart, and kept, by names. @throws LabError E_DATAPATH_FILE */
export function requireOwnNames(datapaths: readonly Datapath[]): void {
  for (const [i, { name, file }] of datapaths.entries()) {
    const other = datapaths.slice(0, i).find((d) => d.name === name && d.file !== file);
    if (!other) continue;
    throw new LabError('E_DATAPATH_FILE', {
      message: `${other.file} and ${file} have the same name, "${name}"`,
      why: 'results are told apart by the names of their datapaths',
      mend: `edit ${file}`,
    });
  }
}
