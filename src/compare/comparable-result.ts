import { LabError } from '../errors.ts';
import { type ResultDocument, type RunDocument, titleOf } from '../report/run-document.ts';

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
  const names = captured.map(titleOf);
  if (captured.length === 0) {
    throw new LabError('E_RUN_FOLDER', {
      message: `there is nothing in ${path} to compare`,
      why: 'no tap captured anything: the run was broken off or skipped',
      mend: 'cni-lab verify --out DIR',
    });
  }
  const wanted = datapath
    ? captured.filter((r) => [titleOf(r), r.datapath].includes(datapath))
    : captured;
  const [only, ...more] = wanted;
  if (only && more.length === 0) return only;
  const [first = ''] = names;
  throw new LabError('E_UNKNOWN_DATAPATH', {
    message: unclear(path, names.length, datapath, wanted.length),
    why: `it has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`,
    mend: `cni-lab compare RUN RUN --datapath ${first.includes(' ') ? `'${first}'` : first}`,
  });
}

function unclear(path: string, runs: number, datapath: string | undefined, of: number): string {
  if (!datapath) return `${path} has runs of ${runs} datapaths`;
  return of === 0 ? `${path} has no run of ${datapath}` : `${path} has ${of} runs of ${datapath}`;
}
