import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LabError } from '../errors.ts';
import { concat } from '../packets/concat.ts';
import { LINK_TYPE } from '../packets/link-type.ts';
import { pcapHeader, pcapRecord } from '../packets/pcap-writer.ts';
import { PcapngWriter } from '../packets/pcapng-writer.ts';
import type { Run } from '../run.ts';
import { pcapPath } from './result-document.ts';
import type { RunDocument } from './run-document.ts';

/**
 * A folder that tells a run again later, without a lab: run.json, one pcap for each tap, and one
 * pcapng for each datapath with an interface for each tap.
 */
export class RunFolder {
  readonly path: string;
  /** The topmost folder that had to be made for it. */
  readonly #made: string | undefined;

  /** Makes the folder, so that a bad place is known before a lab is made. @throws LabError E_OUT_UNWRITABLE */
  constructor(path: string) {
    this.path = path;
    this.#made = writing(path, () => {
      const made = mkdirSync(path, { recursive: true, mode: 0o700 });
      accessSync(path, constants.W_OK);
      return made;
    });
  }

  /** Removes what was made here, for a run that came to nothing. */
  discard(): void {
    if (this.#made) rmSync(this.#made, { recursive: true, force: true });
  }

  /** @throws LabError E_DISK_FULL, E_OUT_UNWRITABLE */
  writeCaptures(run: Run): void {
    for (const capture of run.captures) {
      const frames = capture.frames.map(pcapRecord);
      const linkType = capture.frames[0]?.linkType ?? LINK_TYPE.LINUX_SLL2;
      this.#write(pcapPath(run.datapath.name, capture.tap), concat([pcapHeader(linkType), ...frames]));
    }
    this.#write(`${run.datapath.name}/all-taps.pcapng`, mergedCapture(run));
  }

  writeDocument(document: RunDocument): void {
    this.#write('run.json', `${JSON.stringify(document, null, 2)}\n`);
  }

  #write(name: string, content: string | Uint8Array): void {
    const file = join(this.path, name);
    writing(file, () => {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, content, { mode: 0o600 });
    });
  }
}

function mergedCapture(run: Run): Uint8Array {
  const writer = new PcapngWriter({ application: 'cni-lab' });
  const interfaces = run.captures.map((c) => ({
    name: c.tap,
    description: c.device,
    linkType: c.frames[0]?.linkType ?? LINK_TYPE.LINUX_SLL2,
  }));
  const frames = run.captures
    .flatMap((c, id) => c.frames.map((frame) => ({ frame, id })))
    .sort((a, b) => Number(a.frame.timestampNs - b.frame.timestampNs));
  return concat([writer.header(interfaces), ...frames.map(({ frame, id }) => writer.packet(frame, id))]);
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new LabError(
        'E_DISK_FULL',
        { message: `no room left to write ${path}`, why: 'the disk is full', mend: 'cni-lab verify --out /another/disk' },
        { cause: error },
      );
    }
    throw new LabError(
      'E_OUT_UNWRITABLE',
      { message: `${path} cannot be written`, why: (error as Error).message, mend: 'cni-lab verify --out /tmp/cni-lab-run' },
      { cause: error },
    );
  }
}
