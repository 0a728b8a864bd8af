import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Frame } from '../../src/packets/frame.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { cli, ROOT, scratchFolder } from '../e2e/support/cli.ts';
import { at } from '../support/edit-frame.ts';
import { readFramesOf } from '../support/read-frames.ts';
import { fault } from './support/fault.ts';

/** Of the flagship: ten pings, five before what is done to the clock. */
const RECORDED = join(ROOT, 'test/fixtures/runs/cilium-same-node/ping-4');
const HOUR = 3600n * 10n ** 9n;

type Edit = (frames: readonly Frame[], tap: string) => readonly Frame[];

/** The recording, with other stamps, as files that somebody brings. */
async function analyzed(edit: Edit) {
  const folder = scratchFolder();
  const files = readdirSync(RECORDED).filter((name) => /^pod[12]-\w+\.pcap$/.test(name));
  expect(files).toHaveLength(4);
  const taps = files.map((name) => {
    const tap = name.replace('.pcap', '').replace('-', '/');
    const frames = edit(readFramesOf(new URL(`file://${join(RECORDED, name)}`)), tap);
    const file = join(folder, name);
    writeFileSync(
      file,
      [pcapHeader(frames[0]!.linkType), ...frames.map(pcapRecord)].reduce(joined),
    );
    return `${tap}=${file}`;
  });
  return cli(['analyze', '--datapath', 'cilium/same-node', ...taps]);
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  return Uint8Array.from([...before, ...after]);
}

const moved = (frame: Frame, by: bigint) => at(frame, frame.timestampNs + by);
const ofTap =
  (name: string, edit: Edit): Edit =>
  (frames, tap) =>
    tap === name ? edit(frames, tap) : frames;

/** From the middle of the file on. */
const steppedBack: Edit = (frames) =>
  frames.map((frame, i) => (2 * i < frames.length ? frame : moved(frame, -HOUR)));

/** From a moment on, which is the same for all files. */
const setBack =
  (moment: bigint): Edit =>
  (frames) =>
    frames.map((frame) => (frame.timestampNs < moment ? frame : moved(frame, -HOUR)));

function middle(): bigint {
  const stamps = readFramesOf(new URL(`file://${RECORDED}/pod1-eth0.pcap`)).map(
    (f) => f.timestampNs,
  );
  return stamps[Math.floor(stamps.length / 4) * 2]!;
}

describe('stamps that go backwards, in files that somebody brings', () => {
  fault('files as they were captured', () => analyzed((frames) => frames));
  fault('one file is an hour behind', () =>
    analyzed(ofTap('pod1/lxc', (frames) => frames.map((frame) => moved(frame, -HOUR)))),
  );
  fault('one clock goes back an hour in mid-capture', () =>
    analyzed(ofTap('pod1/lxc', steppedBack)),
  );
  fault('the clock of all files goes back an hour in mid-capture', () =>
    analyzed(setBack(middle())),
  );
  fault('one file runs backwards', () =>
    analyzed(
      ofTap('pod1/lxc', (frames) =>
        frames.map((frame, i) => at(frame, frames.at(-1 - i)!.timestampNs)),
      ),
    ),
  );
  fault('all stamps are the same', () =>
    analyzed((frames) => frames.map((frame) => at(frame, 10n ** 18n))),
  );
  fault('all stamps are zero', () => analyzed((frames) => frames.map((frame) => at(frame, 0n))));
});
