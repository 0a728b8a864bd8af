import type { BenchDocument } from './bench/bench-document.ts';
import { OutputFolder } from './host/output-folder.ts';
import { benchPage } from './report/html/bench-page.ts';
import { writeReport } from './report/write-report.ts';
import { runId } from './verification.ts';

/**
 * Keeps what a benchmark found out: bench.json, and bench.html, made from it alone. The folder is made first, so that a
 * bad place is known before anything is measured. @param out `cni-lab-runs/ID` if not said
 * @param html where its page is to go, too @throws LabError E_OUT_UNWRITABLE, E_DISK_FULL
 */
export async function keepBench(
  out: string | undefined,
  html: string | undefined,
  work: (id: string, folder: OutputFolder) => Promise<BenchDocument>,
): Promise<BenchDocument> {
  const id = runId(new Date());
  const folder = new OutputFolder(out ?? `cni-lab-runs/${id}`);
  try {
    const document = await work(id, folder);
    folder.write('bench.json', `${JSON.stringify(document, null, 2)}\n`);
    const page = benchPage(document);
    folder.write('bench.html', page);
    if (html !== undefined) writeReport(html, page);
    return document;
  } catch (error) {
    folder.discard();
    throw error;
  }
}
