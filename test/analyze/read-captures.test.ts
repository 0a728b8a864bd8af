import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { concat } from '../../src/packets/concat.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { withIfindex } from '../support/edit-frame.ts';
import { readTaps } from '../support/read-taps.ts';
import { RUNS } from '../support/recorded-runs.ts';
import { recordingPath } from '../support/recordings.ts';
import { labErrorIn } from '../support/thrown-by.ts';

const GOOD = recordingPath('cilium-native-bpf/pod1-eth0.pcap');

describe('reading other people’s captures', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = (content: string | Uint8Array) => {
    const path = join(folder, 'some.pcap');
    writeFileSync(path, content);
    return path;
  };

  it('gives the frames of a file under its path', async () => {
    const [file, ...more] = await readTaps(GOOD);
    expect(more).toEqual([]);
    expect(file!.file).toBe(GOOD);
    expect(file!.frames.length).toBeGreaterThan(5);
  });

  it('gives an empty capture too', async () => {
    const path = recordingPath('cilium-native-bpf/rig-worker-cilium_host.pcap');
    expect(await readTaps(path)).toEqual([{ file: path, frames: [] }]);
  });

  it('takes a file of several devices apart, as -i any writes it', async () => {
    const { frames } = RUNS[0]!.captures[0]!;
    const both = frames.flatMap((frame) => [withIfindex(frame, 4), withIfindex(frame, 9)]);
    const path = written(concat([pcapHeader(276), ...both.map(pcapRecord)]));
    const files = await readTaps(path);
    expect(files.map((f) => f.file)).toEqual([`${path}#4`, `${path}#9`]);
    for (const file of files) expect(file.frames).toHaveLength(frames.length);
  });

  it('says where a file ends too early, and how much of it was good', async () => {
    const whole = readFileSync(GOOD);
    const { frames } = (await readTaps(GOOD))[0]!;
    const last = whole.length - 16 - frames.at(-1)!.bytes.length;
    const error = await labErrorIn(readTaps(written(whole.subarray(0, whole.length - 5))));
    expect(error).toMatchObject({ code: 'E_BAD_PCAP', exitCode: 2 });
    expect(error.why).toContain(`at byte ${last}`);
    expect(error.why).toContain(`${frames.length - 1} good packets`);
    expect(error.why.match(/at byte/g)).toHaveLength(1);
  });

  it.each([
    ['no capture at all', 'this is a text file\n'],
    ['an empty file', ''],
    ['zstd', Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0])],
  ])('refuses %s at byte 0', async (_, content) => {
    const error = await labErrorIn(readTaps(written(content)));
    expect(error.code).toBe('E_BAD_PCAP');
    expect(error.why).toContain('at byte 0');
  });

  it('refuses a file that cannot be read', async () => {
    expect((await labErrorIn(readTaps(join(folder, 'absent.pcap')))).code).toBe('E_FILE');
    expect((await labErrorIn(readTaps(folder))).code).toBe('E_FILE');
  });
});
