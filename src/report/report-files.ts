import { basename, dirname } from 'node:path';
import { OutputFolder } from '../host/output-folder.ts';
import { type MergedResult, mergedCapture } from '../run-folder/merged-capture.ts';
import type { SavedRun } from '../run-folder/saved-run.ts';
import { annotationsOf } from './formats/github.ts';
import { junitOf } from './formats/junit.ts';
import { tapOf } from './formats/tap-protocol.ts';
import { htmlReport } from './html/html-report.ts';
import { resultView } from './html/result-view.ts';

/** Which reports are asked for, and where they go: a file, or `-` for standard output. */
export interface ReportChoice {
  readonly html?: string;
  readonly junit?: string;
  readonly tap?: string;
  readonly github?: string;
  readonly pcapng?: string;
}

/** Packets that a page lists of one run, and of several datapaths together. */
const LISTED = 400;
const LISTED_TOGETHER = 3000;

/** Makes each of an opened run, and writes it. @throws LabError E_RUN_FOLDER, E_OUT_UNWRITABLE, E_DISK_FULL */
export async function writeReports(run: SavedRun, choice: ReportChoice): Promise<void> {
  const { document } = run;
  const makers: Record<
    keyof ReportChoice,
    () => string | Uint8Array | Promise<string | Uint8Array>
  > = {
    html: () => htmlOf(run),
    junit: () => junitOf(document),
    tap: () => tapOf(document),
    github: () => annotationsOf(document),
    pcapng: () => pcapngOf(run),
  };
  for (const [format, make] of Object.entries(makers)) {
    const to = choice[format as keyof ReportChoice];
    if (to !== undefined) writeReport(to, await make());
  }
}

/** @param to a file, or `-` for standard output. @throws LabError E_OUT_UNWRITABLE, E_DISK_FULL */
export function writeReport(to: string, content: string | Uint8Array): void {
  if (to === '-') process.stdout.write(content);
  else new OutputFolder(dirname(to)).write(basename(to), content);
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
        ...(results.length > 1 && { prefix: `${result.datapath} ` }),
        taps: await run.captures(result),
        findings: result.findings,
        key: result.replay?.key ?? null,
      }),
    ),
  );
  return mergedCapture(merged);
}
