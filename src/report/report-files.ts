import { type MergedResult, mergedCapture } from '../run-folder/merged-capture.ts';
import type { SavedRun } from '../run-folder/saved-run.ts';
import { annotationsOf } from './formats/github.ts';
import { junitOf } from './formats/junit.ts';
import { tapOf } from './formats/tap-protocol.ts';
import { htmlReport } from './html/html-report.ts';
import { resultView } from './html/result-view.ts';
import { chosenReports, type ReportChoice, type ReportFormat } from './report-choice.ts';
import { titleOf } from './run-document.ts';
import { writeReport } from './write-report.ts';

type Content = string | Uint8Array;

const MAKERS: Record<ReportFormat, (run: SavedRun) => Content | Promise<Content>> = {
  html: htmlOf,
  junit: ({ document }) => junitOf(document),
  tap: ({ document }) => tapOf(document),
  github: ({ document }) => annotationsOf(document),
  pcapng: pcapngOf,
};

/** Packets that a page lists of one run, and of several datapaths together. */
const LISTED = 400;
const LISTED_TOGETHER = 3000;

/** Makes each of an opened run, and writes it. @throws LabError E_RUN_FOLDER, E_OUT_UNWRITABLE, E_DISK_FULL */
export async function writeReports(run: SavedRun, choice: ReportChoice): Promise<void> {
  for (const [format, to] of chosenReports(choice)) writeReport(to, await MAKERS[format](run));
}

async function htmlOf(run: SavedRun): Promise<string> {
  const { document } = run;
  const captured = document.results.filter(({ taps }) => taps.length > 0).length;
  const most = Math.floor(Math.min(LISTED, LISTED_TOGETHER / Math.max(1, captured)) / 2);
  const views = [];
  // one after the other: captures are let go when they have been looked at
  for (const result of document.results) {
    views.push(resultView(result, await run.captures(result), most));
  }
  return htmlReport(document, views);
}

async function pcapngOf(run: SavedRun): Promise<Uint8Array> {
  const { results } = run.document;
  const merged = await Promise.all(
    results.map(
      async (result): Promise<MergedResult> => ({
        ...(results.length > 1 && { prefix: `${titleOf(result)} ` }),
        taps: await run.captures(result),
        findings: result.findings,
        key: result.replay?.key ?? null,
      }),
    ),
  );
  return mergedCapture(merged);
}
