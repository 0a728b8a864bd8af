import { comparableResult } from './compare/comparable-result.ts';
import { type Compared, type Comparison, compare } from './compare/comparison.ts';
import { observedAgain } from './run-folder/replayed.ts';
import { openRun } from './run-folder/saved-run.ts';

/**
 * Opens two run folders and compares them.
 * @param datapath which result, where a run has several
 * @throws LabError E_RUN_FOLDER, E_UNKNOWN_DATAPATH
 */
export async function compareRuns(
  one: string,
  other: string,
  datapath: string | undefined,
): Promise<{ comparison: Comparison; compared: readonly [Compared, Compared] }> {
  const compared = [await opened(one, datapath), await opened(other, datapath)] as const;
  return { comparison: compare(...compared), compared };
}

async function opened(path: string, datapath: string | undefined): Promise<Compared> {
  const saved = await openRun(path);
  const result = comparableResult(saved.document, path, datapath);
  const observation = observedAgain(result, await saved.captures(result));
  return { run: saved.document, result, observation };
}
