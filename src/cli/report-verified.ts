import { LabError } from '../errors.ts';
import { explainFailure } from '../host/explain-failure.ts';
import { junitOfFailure } from '../report/formats/junit.ts';
import type { ReportChoice } from '../report/report-choice.ts';
import { writeReports } from '../report/report-files.ts';
import { writeReport } from '../report/write-report.ts';
import { openRun } from '../run-folder/saved-run.ts';
import type { Verified } from './verify-once.ts';

/** Writes the reports that were asked for, from the run's folder. @throws LabError */
export async function reportVerified(
  verified: readonly Verified[],
  choice: ReportChoice,
): Promise<void> {
  const [only, ...more] = verified;
  if (!only?.document.folder || more.length > 0) {
    throw new LabError('E_USAGE', {
      message: 'reports are made of one run',
      why: `there are ${verified.length} here, each with a folder of its own`,
      mend: 'cni-lab report RUN --html FILE',
    });
  }
  await writeReports(await openRun(only.document.folder), choice);
}

/** Those who read JUnit's XML must learn of it where nothing could be verified at all. */
export function reportFailure(error: unknown, junit: string, started: Date): void {
  writeReport(junit, junitOfFailure(explainFailure(error), started));
}
