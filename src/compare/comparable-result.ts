import { LabError } from '../errors.ts';
import type { ResultDocument, RunDocument } from '../report/run-document.ts';

/**
 * The result of a run that is compared: its only one, or that of the datapath that is asked for.
 * @throws LabError E_UNKNOWN_DATAPATH, E_RUN_FOLDER where nothing was captured
 */
export function comparableResult(
  { results }: RunDocument,
  path: string,
  datapath: string | undefined,
): ResultDocument {
  const captured = results.filter(({ taps }) => taps.length > 0);
  const names = captured.map((result) => result.datapath);
  if (captured.length === 0) {
    throw new LabError('E_RUN_FOLDER', {
      message: `there is nothing in ${path} to compare`,
      why: 'no tap captured anything: the run was broken off or skipped',
      mend: 'cni-lab verify --out DIR',
    });
  }
  const wanted = datapath ? captured.filter((r) => r.datapath === datapath) : captured;
  const [only, ...more] = wanted;
  if (only && more.length === 0) return only;
  throw new LabError('E_UNKNOWN_DATAPATH', {
    message: datapath
      ? `${path} has no run of ${datapath}`
      : `${path} has runs of ${names.length} datapaths`,
    why: `it has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`,
    mend: `cni-lab compare RUN RUN --datapath ${names[0]}`,
  });
}
