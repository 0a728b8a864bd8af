import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clocksOf, estimate } from '../../src/analyze/clocks.ts';
import type { TapFile } from '../../src/analyze/tap-file.ts';
import { observed, RUNS } from '../support/recorded-runs.ts';
import { analyzed, placed, recordedFiles } from '../support/recordings.ts';

/** From a microsecond to a day, either way. */
const offset = fc
  .tuple(fc.constantFrom(1n, -1n), fc.bigInt({ min: 1_000n, max: 86_400_000_000_000n }))
  .map(([sign, ns]) => sign * ns);

function shifted(files: readonly TapFile[], by: (file: string) => bigint): TapFile[] {
  return files.map(({ file, frames }) => ({
    file,
    frames: frames.map((f) => ({ ...f, timestampNs: f.timestampNs + by(file) })),
  }));
}

/** Recordings of two nodes, and which files were taken on pod 2's. */
const ACROSS = [
  {
    folder: 'cilium-native-bpf-cross',
    datapath: 'cilium/cross-node',
    far: ['rig-control-plane-eth0.pcap', 'pod2-lxc.pcap', 'pod2-eth0.pcap'],
  },
  {
    folder: 'cilium-native-legacy-cross',
    datapath: 'cilium/cross-node-legacy',
    far: ['rig-control-plane-eth0.pcap', 'pod2-lxc.pcap', 'pod2-eth0.pcap'],
  },
  {
    folder: 'kindnet-cross',
    datapath: 'kindnet/cross-node',
    far: ['node2-eth0.pcap', 'node2-pod2-lxc.pcap', 'pod2-eth0.pcap'],
  },
] as const;

describe.each(ACROSS)('$folder, stamped by two clocks', ({ folder, datapath, far }) => {
  const files = recordedFiles(folder);
  const right = analyzed(files, datapath);
  const isFar = (file: string) => (far as readonly string[]).includes(file);

  it('is one clock’s as it was recorded, and says so', () => {
    expect(right.clocks.are).toBe('one');
    expect(right.verdict.verdict).toBe('pass');
    expect(right.notes.join()).toContain("the nodes' clocks agree: between ");
  });

  it('is placed, judged and named the same whatever lies between them', () => {
    fc.assert(
      fc.property(offset, fc.boolean(), (by, isGiven) => {
        const moved = shifted(files, (file) => (isFar(file) ? by : 0n));
        const analysis = analyzed(moved, datapath, isGiven ? placed(right) : {});
        expect(placed(analysis)).toEqual(placed(right));
        expect(analysis.verdict).toEqual(right.verdict);
        expect(analysis.identification).toEqual(right.identification);
      }),
      { numRuns: 60 },
    );
  });

  it('tells how far they are apart, and how sure that is', () => {
    fc.assert(
      fc.property(offset, (by) => {
        const moved = shifted(files, (file) => (isFar(file) ? by : 0n));
        const { are, clocks, pairs } = analyzed(moved, datapath).clocks;
        const [near, other] = clocks;
        const { least, most } = other!.ahead;
        expect(pairs).toBeGreaterThanOrEqual(3);
        expect(near!.ahead).toEqual({ least: 0n, most: 0n });
        expect(least! <= by && by <= most!).toBe(true);
        // no looser than the quickest round trip
        expect(most! - least!).toBeLessThan(1_000_000n);
        if (by > 1_000_000n || by < -1_000_000n) expect(are).toBe('apart');
      }),
      { numRuns: 60 },
    );
  });

  it('is judged the same where the clocks drift, and their stamps are not compared', () => {
    const start = files[0]!.frames[0]!.timestampNs;
    const drifting = files.map(({ file, frames }) => ({
      file,
      frames: frames.map((f) => ({
        ...f,
        timestampNs: isFar(file) ? f.timestampNs + (f.timestampNs - start) / 20n : f.timestampNs,
      })),
    }));
    const analysis = analyzed(drifting, datapath);
    expect(analysis.clocks.are).toBe('drifting');
    expect(analysis.verdict.verdict).toBe('pass');
    expect(analysis.notes.join()).toContain('drift, or were set meanwhile');
  });
});

describe('files of which each has a clock of its own', () => {
  it.each([
    ['cilium-seed-style', 'cilium/same-node'],
    ['cilium-native-bpf', 'cilium/same-node'],
    ['cilium-native-legacy', 'cilium/same-node-legacy'],
    ['cilium-native-bpf-cross', 'cilium/cross-node'],
    ['kindnet-cross', 'kindnet/cross-node'],
  ])('are judged and named the same once their taps are told: %s', (folder, datapath) => {
    const files = recordedFiles(folder);
    const right = analyzed(files, datapath);
    expect(right.verdict.verdict).toBe('pass');
    const offsets = fc.array(offset, { minLength: files.length, maxLength: files.length });
    fc.assert(
      fc.property(offsets, (by) => {
        const moved = shifted(files, (file) => by[files.findIndex((f) => f.file === file)]!);
        const { verdict, identification } = analyzed(moved, datapath, placed(right));
        expect(verdict).toEqual(right.verdict);
        expect(identification).toEqual(right.identification);
      }),
      { numRuns: 40 },
    );
  });
});

describe('one clock', () => {
  it.each(RUNS)('is enough for what one machine recorded: $title', (run) => {
    const { are, clocks } = clocksOf(observed(run));
    expect(are).toBe('one');
    for (const { ahead } of clocks) {
      expect((ahead.least ?? 0n) <= 0n && 0n <= (ahead.most ?? 0n)).toBe(true);
    }
  });
});

describe('stamps that no clocks explain', () => {
  it('are left as they are, and leave the verdict open', () => {
    const files = recordedFiles('cilium-native-legacy').filter(({ file }) =>
      file.startsWith('pod'),
    );
    const right = analyzed(files, 'cilium/same-node-legacy');
    // replies before requests at one tap
    const wrong = files.map(({ file, frames }) => {
      const last = frames.at(-1)!.timestampNs;
      return {
        file,
        frames: frames.map((f) =>
          file === 'pod2-eth0.pcap' ? { ...f, timestampNs: 2n * last - f.timestampNs } : f,
        ),
      };
    });
    const { clocks, verdict } = analyzed(wrong, 'cilium/same-node-legacy', placed(right));
    expect(clocks.are).toBe('contradicted');
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.findings.map((f) => f.code)).toEqual(['order']);
  });
});

it('an offset is taken to be half-way between its bounds, or at the one that there is', () => {
  expect(estimate({ least: -5n, most: 2n })).toBe(-2n);
  expect(estimate({ least: 7n, most: null })).toBe(7n);
  expect(estimate({ least: null, most: 7n })).toBe(7n);
  expect(estimate({ least: null, most: null })).toBe(0n);
});
