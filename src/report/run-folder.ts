import { OutputFolder } from '../host/output-folder.ts';
import { concat } from '../packets/concat.ts';
import { LINK_TYPE } from '../packets/link-type.ts';
import { pcapHeader, pcapRecord } from '../packets/pcap-writer.ts';
import { PcapngWriter } from '../packets/pcapng-writer.ts';
import type { Run } from '../run.ts';
import { pcapPath } from './result-document.ts';
import type { RunDocument } from './run-document.ts';

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
      const linkType = frames[0]?.linkType ?? LINK_TYPE.LINUX_SLL2;
      const content = concat([pcapHeader(linkType), ...frames.map(pcapRecord)]);
      this.#folder.write(pcapPath(run.datapath.name, tap), content);
    }
    this.#folder.write(`${run.datapath.name}/all-taps.pcapng`, mergedCapture(run));
  }

  writeDocument(document: RunDocument): void {
    this.#folder.write('run.json', `${JSON.stringify(document, null, 2)}\n`);
  }

  discard(): void {
    this.#folder.discard();
  }
}

/** All taps in one file, an interface for each, in the order of time. */
function mergedCapture(run: Run): Uint8Array {
  const writer = new PcapngWriter({ application: 'cni-lab' });
  const header = writer.header(
    run.captures.map(({ tap, device, frames }) => ({
      name: tap,
      description: device,
      linkType: frames[0]?.linkType ?? LINK_TYPE.LINUX_SLL2,
    })),
  );
  const packets = run.captures
    .flatMap(({ frames }, id) => frames.map((frame) => ({ frame, id })))
    .sort((a, b) => Number(a.frame.timestampNs - b.frame.timestampNs))
    .map(({ frame, id }) => writer.packet(frame, id));
  return concat([header, ...packets]);
}
