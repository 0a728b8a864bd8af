import { OutputFolder } from '../host/output-folder.ts';
import { concat } from '../packets/concat.ts';
import { pcapHeader, pcapRecord } from '../packets/pcap-writer.ts';
import { capturesFolder, pcapPath } from '../report/result-document.ts';
import type { RunDocument } from '../report/run-document.ts';
import type { Run } from '../run.ts';
import { linkTypeOf, mergedCapture } from './merged-capture.ts';

/**
 * A folder that tells a run again later, without a lab: run.json, one pcap for each tap, and one
 * pcapng for each datapath with an interface for each tap. @throws LabError in all it does
 */
export class RunFolder {
  readonly #folder: OutputFolder;

  constructor(path: string) {
    this.#folder = new OutputFolder(path);
  }

  get path(): string {
    return this.#folder.path;
  }

  writeCaptures(run: Run): void {
    for (const { tap, frames } of run.captures) {
      const content = concat([pcapHeader(linkTypeOf(frames)), ...frames.map(pcapRecord)]);
      this.#folder.write(pcapPath(run, tap), content);
    }
    const { findings } = run.verdict;
    const { key } = run.probe.outcome;
    const merged = mergedCapture([{ taps: run.captures, findings, key }]);
    this.#folder.write(`${capturesFolder(run)}/all-taps.pcapng`, merged);
  }

  writeDocument(document: RunDocument): void {
    this.#folder.write('run.json', `${JSON.stringify(document, null, 2)}\n`);
  }

  discard(): void {
    this.#folder.discard();
  }
}
