import type { ResultDocument, RunDocument } from '../../../src/report/run-document.ts';

/** The first result of what `--json` printed. @throws with what was printed instead, such as an error */
export function onlyResult(stdout: string): ResultDocument {
  const result = (JSON.parse(stdout) as RunDocument).results?.[0];
  if (!result) throw new Error(`no result, but ${stdout}`);
  return result;
}
