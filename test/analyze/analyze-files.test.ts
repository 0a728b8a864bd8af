import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analyze/analyze.ts';
import { analyzeFiles } from '../../src/analyze/analyze-files.ts';
import { notesOn } from '../../src/analyze/notes.ts';
import type { FlowChoice } from '../../src/analyze/pick-flows.ts';
import { tapArguments } from '../../src/analyze/tap-arguments.ts';
import type { TapFile } from '../../src/analyze/tap-file.ts';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { LabError } from '../../src/errors.ts';
import { concat } from '../../src/packets/concat.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { type BusyCapture, busyCapture } from '../support/busy-capture.ts';
import { withIfindex } from '../support/edit-frame.ts';
import { recordedRun } from '../support/recorded-runs.ts';
import { analyzed, placed, recordedFiles } from '../support/recordings.ts';
import { labErrorIn } from '../support/thrown-by.ts';

const FULLEST: FlowChoice = { how: 'fullest' };
const one = (wanted: string): FlowChoice => ({ how: 'one', wanted });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, ...parts: Uint8Array[]): string {
  const path = join(folder, name);
  writeFileSync(path, concat(parts));
  return path;
}

/** Its pieces are overwritten: copied, and written. */
function busy(name: string, options: BusyCapture): string {
  return written(name, ...Array.from(busyCapture(options), (piece) => piece.slice()));
}

function analysisOf(
  args: readonly string[],
  datapath: string,
  choice = FULLEST,
  links: readonly string[] = [],
) {
  return analyzeFiles({
    ...{ files: tapArguments(args), choice, links },
    datapath: findDatapath(datapath),
  });
}

async function judgedIn(...request: Parameters<typeof analysisOf>): Promise<Analysis> {
  const { judged } = await analysisOf(...request);
  expect(judged).toHaveLength(1);
  const { outcome } = judged[0]!;
  if (outcome instanceof LabError) throw outcome;
  return outcome;
}

/** Four files of one link type, each with this many other packets around what was recorded. */
function amidTraffic(files: readonly TapFile[], packets: number): string[] {
  return files.map(({ file, frames }) =>
    busy(`busy-${packets}-${file.replaceAll('/', '-')}`, { packets, snaplen: 96, among: frames }),
  );
}

describe('files longer than what is kept of them', () => {
  const bpf = recordedFiles('cilium-native-bpf').filter(({ file }) => file.startsWith('pod'));

  it('are judged as the same packets without the others are', async () => {
    const right = analyzed(bpf);
    const paths = amidTraffic(bpf, 30_000);
    const analysis = await judgedIn(paths, 'cilium/same-node', one('ping 10.244.'));
    expect(Object.keys(placed(analysis))).toEqual(Object.keys(placed(right)));
    expect(analysis.flow).toEqual(right.flow);
    expect(analysis.verdict).toEqual(right.verdict);
    expect(analysis.identification).toEqual(right.identification);
    expect(analysis.observation.probe).toEqual(right.observation.probe);
    const sightings = ({ observation }: Analysis) =>
      observation.taps.map((tap) => tap.sightings.length);
    expect(sightings(analysis)).toEqual(sightings(right));
  }, 60_000);

  it('are followed by a part of a long connection, which is the same part in each', async () => {
    // the busy traffic itself, as a bridge of four taps would show it, some time apart
    const paths = ['a', 'b', 'c', 'd'].map((name, i) =>
      busy(`${name}.pcap`, {
        ...{ packets: 30_000, snaplen: 96, connections: 8, since: 1_700_000_000 + i },
      }),
    );
    const taps = ['pod1/eth0', 'pod1/lxc', 'pod2/lxc', 'pod2/eth0'];
    const args = paths.map((path, i) => `${taps[i]}=${path}`);
    const { observation, isCut } = await judgedIn(args, 'linux/bridge', one('40007 >'));
    expect(isCut).toBe(true);
    expect(observation.probe.kind).toBe('tcp');
    expect(observation.probe.count).toBeGreaterThanOrEqual(3);
    const [first, ...others] = observation.taps.map((tap) =>
      tap.sightings.map(({ probe, leg }) => `${probe} ${leg}`),
    );
    for (const other of others) expect(other).toEqual(first);
  }, 60_000);

  it('of a flood of pings are judged by those that all of them hold', async () => {
    const { frames } = bpf.find(({ file }) => file === 'pod1-eth0.pcap')!;
    const [request, reply] = [frames.find(isPing(8))!, frames.find(isPing(0))!];
    const flood = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => from + i).flatMap((n) => [
        numbered(request, n),
        numbered(reply, n),
      ]);
    const file = (name: string, from: number, to: number) =>
      written(name, pcapHeader(1), ...flood(from, to).map(pcapRecord));
    const paths = [file('early.pcap', 1, 9000), file('late.pcap', 6000, 9000)];
    const args = [`pod1/eth0=${paths[0]}`, `pod2/eth0=${paths[1]}`];
    const { observation, isCut } = await judgedIn(args, 'cilium/same-node');
    expect(isCut).toBe(true);
    const { count } = observation.probe;
    expect(count).toBeGreaterThan(500);
    for (const { sightings } of observation.taps) expect(sightings).toHaveLength(2 * count);
  }, 60_000);
});

describe('captures that were started one after the other, while a pod pinged', () => {
  const run = recordedRun('linux/ptp ping IPv4');
  const taps = run.captures.map(({ tap }) => tap);
  /** A hundred pings; each capture begins two later than the last, and ends two later. */
  const files = () => {
    return run.captures.map(({ tap, frames }, i) => {
      const rounds = Array.from({ length: 33 }, (_, round) =>
        frames.filter(isCookedEcho).map((frame) => later(frame, round)),
      ).flat();
      const own = rounds.filter((f) => sequenceOf(f) > 2 * i && sequenceOf(f) < 93 + 2 * i);
      return written(`${tap.replace('/', '-')}-${i}.pcap`, pcapHeader(276), ...own.map(pcapRecord));
    });
  };

  it('are told of the requests that all of them hold, and judged by those', async () => {
    const paths = files();
    const args = paths.map((path, i) => `${taps[i]}=${path}`);
    const { found, judged } = await analysisOf(args, 'linux/ptp');
    const whole = judged[0]!.outcome as Analysis;
    expect(whole.verdict.verdict).toBe('fail');
    expect(notesOn(whole, found).join()).toContain('--requests 7-92');
    const range = { from: 7, to: 92 };
    const some = await analyzeFiles({
      ...{ files: tapArguments(args), datapath: findDatapath('linux/ptp'), links: [], range },
      choice: FULLEST,
    });
    const part = some.judged[0]!.outcome as Analysis;
    expect(part.verdict.verdict).toBe('pass');
    expect(part.observation.probe.count).toBe(86);
    expect(notesOn(part, found).join()).not.toContain('--requests');
    const none = analyzeFiles({
      ...{ files: tapArguments(args), datapath: findDatapath('linux/ptp'), links: [] },
      ...{ choice: FULLEST, range: { from: 500, to: 600 } },
    });
    expect(await labErrorIn(none)).toMatchObject({
      ...{ code: 'E_USAGE', why: 'the files hold 98 of them' },
    });
  });
});

describe('compressed files', () => {
  it('are known by their content, whatever they are called', async () => {
    const files = recordedFiles('cilium-native-bpf').filter(({ file }) => file.startsWith('pod'));
    const paths = files.map(({ file, frames }) => {
      const whole = concat([pcapHeader(1), ...frames.map(pcapRecord)]);
      const half = whole.length >> 1;
      // two members, as of logs that were put together
      return written(file, gzipSync(whole.subarray(0, half)), gzipSync(whole.subarray(half)));
    });
    const { verdict } = await judgedIn(paths, 'cilium/same-node');
    expect(verdict.verdict).toBe('pass');
  });

  it('that end too early are refused', async () => {
    const whole = gzipSync(concat([pcapHeader(1)]));
    const path = written('cut.gz', whole.subarray(0, whole.length - 6));
    const error = await labErrorIn(analysisOf([path], 'cilium/same-node'));
    expect(error).toMatchObject({ code: 'E_BAD_PCAP', message: `${path} is no whole gzip file` });
  });
});

describe('a file of several devices, as tcpdump -i any writes it', () => {
  const run = recordedRun('linux/ptp ping IPv4');
  const NAMES = ['eth0-1', 'lxc1', 'lxc2', 'eth0-2'];
  const frames = run.captures
    .flatMap((capture, i) => capture.frames.map((frame) => withIfindex(frame, 40 + i)))
    .toSorted((a, b) => Number(a.timestampNs - b.timestampNs));
  const pcap = (some: readonly Frame[]) => [pcapHeader(276), ...some.map(pcapRecord)];
  const links = () =>
    written(
      'links.json',
      Buffer.from(JSON.stringify(NAMES.map((ifname, i) => ({ ifindex: 40 + i, ifname })))),
    );
  let any: string;
  beforeAll(() => {
    any = written('any.pcap', ...pcap(frames));
  });

  it('is taken apart by the kernel’s index', async () => {
    const analysis = await judgedIn([any], 'linux/ptp');
    expect(analysis.verdict.verdict).toBe('pass');
    expect(analysis.files).toEqual([40, 41, 42, 43].map((n) => `${any}#${n}`));
  });

  it('has its devices named by what ip -j link printed, for all files or for this one', async () => {
    for (const each of [links(), `${any}=${links()}`]) {
      const analysis = await judgedIn([any], 'linux/ptp', FULLEST, [each]);
      expect(analysis.files).toEqual(NAMES.map((name) => `${any}#${name}`));
    }
  });

  it('has its taps given by device, by name or by number', async () => {
    const taps = run.captures.map(({ tap }) => tap);
    for (const numbers of [NAMES, [40, 41, 42, 43]]) {
      const args = taps.map((tap, i) => `${tap}=${any}#${numbers[i]}`);
      const analysis = await judgedIn(args, 'linux/ptp', FULLEST, [links()]);
      expect(analysis.verdict.verdict).toBe('pass');
      expect(analysis.files).toEqual(taps.map((_, i) => `${any}#${numbers[i]}`));
    }
  });

  it('is no tap as it is', async () => {
    const error = await labErrorIn(analysisOf([`pod1/eth0=${any}`], 'linux/ptp'));
    expect(error).toMatchObject({
      code: 'E_ROLES',
      message: `${any} holds packets of several devices, so it is no one tap's`,
      why: 'a tap is one device; these are 40, 41, 42, 43',
    });
    expect(error.mend).toContain(`pod1/eth0=${any}#40`);
  });

  it('has no device that it does not name', async () => {
    const error = await labErrorIn(analysisOf([`pod1/lxc=${any}#lxc9`], 'linux/ptp'));
    expect(error).toMatchObject({ code: 'E_USAGE' });
    expect(error.why).toBe('its devices are 40, 41, 42, 43');
  });

  it('may hold nothing of a device that is known: silence is what that has to say', async () => {
    const silent = written('silent.pcap', ...pcap(frames.filter((f) => f.ifindex !== 41)));
    const args = run.captures.map(({ tap }, i) => `${tap}=${silent}#${NAMES[i]}`);
    const { verdict, observation } = await judgedIn(args, 'linux/ptp', FULLEST, [links()]);
    expect(observation.taps.map((tap) => tap.sightings.length > 0)).toEqual([
      ...[true, false, true, true],
    ]);
    expect(verdict.verdict).not.toBe('pass');
  });

  it('may have a # in its name', async () => {
    const path = written('a#41', ...pcap(frames));
    expect((await judgedIn([path], 'linux/ptp')).verdict.verdict).toBe('pass');
  });

  it('is not named by what ip link did not print', async () => {
    for (const text of ['1: lo: <LOOPBACK>', '{}', '[{"ifindex": 1}]']) {
      const path = written('no-links', Buffer.from(text));
      const error = await labErrorIn(analysisOf([any], 'linux/ptp', FULLEST, [path]));
      expect(error).toMatchObject({ code: 'E_USAGE' });
      expect(error.mend).toContain('ip -j link');
    }
    const absent = await labErrorIn(analysisOf([any], 'linux/ptp', FULLEST, ['absent.json']));
    expect(absent.code).toBe('E_FILE');
  });
});

describe('several flows in the same files', () => {
  const run = recordedRun('linux/ptp ping IPv4');
  const bare = recordedFiles('cilium-native-bpf').filter(({ file }) => file.startsWith('pod'));
  let paths: string[];
  beforeAll(() => {
    paths = bare.map(({ file, frames }) => {
      // a second ping, of other addresses, on the same taps; of the first there is more
      const other = frames
        .filter(isEcho)
        .slice(0, 4)
        .map((frame) => from(frame, 99));
      return written(`two-${file}`, pcapHeader(1), ...[...frames, ...other].map(pcapRecord));
    });
    expect(run.captures.length).toBe(4);
  });

  it('are judged one by one, or the one that is meant', async () => {
    const { found, judged } = await analysisOf(paths, 'cilium/same-node', { how: 'each' });
    expect(judged.map(({ flow }) => flow.title)).toEqual(found.map(({ flow }) => flow.title));
    expect(found.length).toBeGreaterThan(1);
    for (const [i, { flow }] of found.entries()) {
      for (const wanted of [`${i + 1}`, flow.title]) {
        const { judged: chosen } = await analysisOf(paths, 'cilium/same-node', one(wanted)).catch(
          (error) => ({ judged: [{ flow, outcome: error }] }),
        );
        expect(chosen[0]!.flow).toEqual(flow);
        const each = judged[i]!.outcome;
        const outcome = chosen[0]!.outcome;
        if (each instanceof LabError) expect(outcome.toJSON()).toEqual(each.toJSON());
        else expect((outcome as Analysis).verdict).toEqual(each.verdict);
      }
    }
  });

  it('must be told apart by what is said of them', async () => {
    const many = await labErrorIn(analysisOf(paths, 'cilium/same-node', one('ping ')));
    expect(many).toMatchObject({ code: 'E_USAGE' });
    expect(many.message).toContain('more than one flow is meant by --flow "ping "');
    expect(many.why).toMatch(/1: ping 10\.244\.1\.29 > 10\.244\.1\.146, id \d+; 2: ping /);
    for (const wanted of ['0', '99', 'udp']) {
      const none = await labErrorIn(analysisOf(paths, 'cilium/same-node', one(wanted)));
      expect(none.message).toBe(`no flow is meant by --flow "${wanted}"`);
    }
  });
});

function isEcho({ bytes }: Frame): boolean {
  return bytes[12] === 8 && bytes[13] === 0 && bytes[23] === 1;
}

/** Below a cooked header of 20 bytes. */
function isCookedEcho({ bytes }: Frame): boolean {
  return bytes[0] === 8 && bytes[1] === 0 && bytes[29] === 1 && [0, 8].includes(bytes[40]!);
}

function sequenceOf({ bytes }: Frame): number {
  return (bytes[46]! << 8) | bytes[47]!;
}

/** The same ping three numbers, and a second, later for each round. */
function later(frame: Frame, round: number): Frame {
  const moved = edited(frame, (view) => view.setUint16(46, sequenceOf(frame) + 3 * round));
  return { ...moved, timestampNs: frame.timestampNs + BigInt(round) * 1_000_000_000n };
}

function isPing(type: number) {
  return (frame: Frame) => isEcho(frame) && frame.bytes[34] === type;
}

function edited(frame: Frame, edit: (view: DataView) => void): Frame {
  const bytes = Uint8Array.from(frame.bytes);
  edit(new DataView(bytes.buffer));
  return { ...frame, bytes };
}

function numbered(frame: Frame, sequence: number): Frame {
  return edited(frame, (view) => view.setUint16(40, sequence));
}

/** The same ping with another id. */
function from(frame: Frame, id: number): Frame {
  return edited(frame, (view) => view.setUint16(38, id));
}
