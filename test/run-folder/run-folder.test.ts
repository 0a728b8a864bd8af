import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TapFile } from '../../src/analyze/tap-file.ts';
import type { LabError } from '../../src/errors.ts';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import { RunFolder } from '../../src/run-folder/run-folder.ts';
import { readFramesOf } from '../support/read-frames.ts';
import { readTaps } from '../support/read-taps.ts';
import { type RecordedRun, RUNS } from '../support/recorded-runs.ts';
import { analyzed } from '../support/recordings.ts';
import { keptRun } from '../support/replays.ts';

vi.setConfig({ testTimeout: 120_000 }); // every run is written and read again

describe('a run folder', () => {
  let top: string;
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  const pcap = (run: RecordedRun, tap: string) =>
    pathToFileURL(join(top, run.datapath.name, `${tap.replace('/', '-')}.pcap`));

  it.each(RUNS)('holds every frame of every tap of $title', (run) => {
    new RunFolder(top).writeCaptures(keptRun(run));
    for (const { tap, frames } of run.captures) {
      expect(readFramesOf(pcap(run, tap))).toEqual(frames);
    }
  });

  it.each(RUNS)('holds them all in one file too, an interface for each tap: $title', (run) => {
    new RunFolder(top).writeCaptures(keptRun(run));
    const reader = new CaptureReader();
    const frames = reader.push(readFileSync(join(top, run.datapath.name, 'all-taps.pcapng')));
    reader.end();
    expect(reader.interfaces.map((i) => i.name)).toEqual(run.captures.map((c) => c.tap));
    const stamps = frames.map((f) => f.timestampNs);
    expect(stamps).toEqual(stamps.toSorted((a, b) => Number(a - b)));
    for (const [id, capture] of run.captures.entries()) {
      const own = frames.filter((f) => f.interfaceId === id);
      const inTime = capture.frames.toSorted((a, b) => Number(a.timestampNs - b.timestampNs));
      expect(own.map((f) => ({ ...f, interfaceId: 0 }))).toEqual(inTime);
    }
  });

  it('can be judged again from what it holds', async () => {
    for (const run of RUNS.filter((r) => r.datapath.name === 'cilium/same-node')) {
      new RunFolder(top).writeCaptures(keptRun(run));
      const files = run.captures.map(({ tap }) => pcap(run, tap).pathname);
      const captures = (await Promise.all(files.map(readTaps))).flat();
      const { verdict, identification } = analyzed(captures, run.datapath.name);
      expect(verdict.verdict).toBe('pass');
      expect(identification.names).toEqual([run.datapath.name]);
    }
  });

  it.each(RUNS)('of $title can be judged again from its one file alone', async (run) => {
    new RunFolder(top).writeCaptures(keptRun(run));
    const captures = await readTaps(join(top, run.datapath.name, 'all-taps.pcapng'));
    expect(captures).toHaveLength(run.captures.length);
    const files = run.captures.map(({ tap, frames }) => ({ file: tap, frames }));
    expect(said(captures, run)).toEqual(said(files, run));
  });

  it('holds the run document, as it is', () => {
    const { document } = RUNS[0]!;
    new RunFolder(top).writeDocument(document);
    const text = readFileSync(join(top, 'run.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(document);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('leaves nothing behind if it is discarded', () => {
    const folder = new RunFolder(join(top, 'runs/1'));
    folder.writeCaptures(keptRun(RUNS[0]!));
    folder.discard();
    expect(existsSync(join(top, 'runs'))).toBe(false);
  });
});

/** Which datapaths these files are of, or why that cannot be said. */
function said(files: readonly TapFile[], { datapath }: RecordedRun): readonly string[] {
  try {
    return analyzed(files, datapath.name).identification.names;
  } catch (error) {
    return [(error as LabError).code];
  }
}
