import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { flowOf } from '../../src/analyze/flow.ts';
import { CATALOGUE, claims } from '../../src/datapaths/catalogue.ts';
import { claimOf, familiesOf, probesOf } from '../../src/datapaths/datapath.ts';
import { decode } from '../../src/packets/decode.ts';
import { identify } from '../../src/verdict/identify.ts';
import { judge } from '../../src/verdict/judge.ts';
import { at, withIfindex } from '../support/edit-frame.ts';
import { noise } from '../support/noise.ts';
import { packetsOf, roundTrip, withFrames, withPacket } from '../support/probe-packets.ts';
import {
  judged,
  observed,
  type RecordedRun,
  type Recording,
  RUNS,
} from '../support/recorded-runs.ts';

/** What has nothing to do with the way of the packets must never change what is said of it. */
vi.setConfig({ testTimeout: 30_000 }); // many runs of each property, and others use this machine
const RUNS_OF = { numRuns: 60 };

const run = fc.constantFrom(...RUNS);

/** What is found by its own signature, and how every signature of the catalogue fits, and by what. */
function said(of: RecordedRun, recording: Recording) {
  const observation = observed(recording);
  return {
    own: judge(observation, null, claimOf(of.datapath, of.family)),
    all: identify(observation, null, claims(of.family)),
  };
}

/** The same of a run as it was recorded, each asked for once. */
const asRecorded = new Map<RecordedRun, ReturnType<typeof said>>();
function saidOf(of: RecordedRun) {
  const known = asRecorded.get(of) ?? said(of, of);
  asRecorded.set(of, known);
  return known;
}

it('other traffic on the same devices changes nothing', () => {
  const any = run.chain((r) => {
    const { timestampNs } = r.captures[0]!.frames[0]!;
    return fc.tuple(
      fc.constant(r),
      fc.array(fc.tuple(fc.nat(), noise(timestampNs)), { minLength: 1, maxLength: 12 }),
    );
  });
  fc.assert(
    fc.property(any, ([r, strays]) => {
      const noisy = strays.reduce<Recording>((recording, [n, frame]) => {
        const { tap } = r.captures[n % r.captures.length]!;
        return withFrames(recording, tap, (frames) => [frame, ...frames]);
      }, r);
      expect(said(r, noisy)).toEqual(saidOf(r));
    }),
    RUNS_OF,
  );
});

it('is noise of all the kinds that a link carries', () => {
  const frames = fc.sample(noise(0n), 500);
  const innermost = new Set(frames.map((frame) => decode(frame).layers.at(-1)?.protocol));
  expect([...innermost]).toEqual(expect.arrayContaining(['arp', 'icmp', 'icmpv6', 'udp', 'sll2']));
  expect(frames.filter((frame) => flowOf(decode(frame))).length).toBeGreaterThan(50);
});

it("somebody else's ping with the same id and numbers changes nothing", () => {
  const pings = RUNS.filter((r) => r.sent.key.kind === 'ping');
  const pingable = CATALOGUE.filter((d) => probesOf(d).includes('ping'));
  expect(pings).toHaveLength(pingable.flatMap(familiesOf).length);
  for (const r of pings) {
    const others = packetsOf(r).map(({ frame }) => {
      const bytes = Uint8Array.from(frame.bytes);
      bytes.fill(0x42, bytes.length - 48); // all of its pattern
      return { ...frame, bytes };
    });
    const captures = r.captures.map((c) => ({ ...c, frames: [...others, ...c.frames] }));
    expect(said(r, { ...r, captures })).toEqual(saidOf(r));
  }
});

it('the order of the frames in a file changes nothing: their stamps count', () => {
  const shuffled = run.chain((r) =>
    fc.tuple(
      fc.constant(r),
      fc.tuple(
        ...r.captures.map(({ frames }) =>
          fc.shuffledSubarray([...frames], { minLength: frames.length }),
        ),
      ),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([r, frames]) => {
      const captures = r.captures.map((c, i) => ({ ...c, frames: frames[i]! }));
      expect(said(r, { ...r, captures })).toEqual(saidOf(r));
    }),
    RUNS_OF,
  );
});

it('another time of day changes nothing', () => {
  fc.assert(
    fc.property(run, fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (r, ns) => {
      const shifted = {
        ...r,
        captures: r.captures.map((c) => ({
          ...c,
          frames: c.frames.map((frame) => at(frame, frame.timestampNs + ns)),
        })),
      };
      expect(said(r, shifted)).toEqual(saidOf(r));
    }),
    RUNS_OF,
  );
});

it('other names and indexes of the devices change nothing', () => {
  fc.assert(
    fc.property(run, fc.string(), fc.nat({ max: 2 ** 31 }), (r, device, ifindex) => {
      const renamed = {
        ...r,
        captures: r.captures.map((c, i) => ({
          ...c,
          device: `${device}${i}`,
          frames: c.frames.map((frame) => withIfindex(frame, ifindex + i)),
        })),
      };
      expect(said(r, renamed)).toEqual(saidOf(r));
    }),
    RUNS_OF,
  );
});

it('the order of the captures changes no verdict', () => {
  fc.assert(
    fc.property(run, fc.nat(), (r, n) => {
      const k = n % r.captures.length;
      const captures = [...r.captures.slice(k), ...r.captures.slice(0, k)];
      expect(said(r, { ...r, captures })).toEqual(saidOf(r));
    }),
    RUNS_OF,
  );
});

it('equal stamps along the path are no contradiction: a redirected packet keeps its stamp', () => {
  fc.assert(
    fc.property(run, fc.nat({ max: 2 }), fc.nat(), (r, probe, n) => {
      const path = roundTrip(r, probe);
      fc.pre(path.length > 1); // what XDP drops is seen once
      const j = 1 + (n % (path.length - 1));
      const same = withPacket(path[j]!, r, (frame) => [at(frame, path[j - 1]!.frame.timestampNs)]);
      expect(judged(r, same).verdict).toBe('pass');
    }),
    RUNS_OF,
  );
});

it('nobody saying how many were answered is no doubt', () => {
  for (const r of RUNS) {
    expect(judged(r, { ...r, sent: { ...r.sent, answered: null } }).verdict).toBe('pass');
  }
});
