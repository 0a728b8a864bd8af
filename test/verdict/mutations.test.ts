import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { type Datapath, familiesOf } from '../../src/datapaths/datapath.ts';
import { NO_MAC } from '../../src/packets/address.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { LEGS } from '../../src/verdict/join-key.ts';
import { looksOf } from '../../src/verdict/signature.ts';
import {
  at,
  opposite,
  sourceMacOf,
  withDirection,
  withOtherAddress,
  withSourceMac,
  withTtlStep,
} from '../support/edit-frame.ts';
import {
  isAtSender,
  isCopy,
  isSeenElsewhere,
  isSilent,
  mayBeReturn,
  PACKETS,
  roundTrip,
  share,
  verdictOnCopy,
  withFrames,
  withPacket,
} from '../support/probe-packets.ts';
import { judged, type RecordedRun, type Recording, RUNS } from '../support/recorded-runs.ts';
import { tapMac } from '../support/tap-mac.ts';

/**
 * All recorded runs pass (recorded-runs.test.ts). Whatever would not have been so had the packets
 * gone another way, or had the captures been worse, must take the pass away.
 */
vi.setConfig({ testTimeout: 30_000 }); // many runs of each property, and others use this machine
const RUNS_OF = { numRuns: 300 };

const run = fc.constantFrom(...RUNS);
const packet = fc.constantFrom(...PACKETS);
const end = fc.constantFrom('source' as const, 'destination' as const);

/** Whether any device that its packets pass has a MAC address. */
function hasMacs(datapath: Datapath): boolean {
  const topology = datapath.topology(familiesOf(datapath)[0]!);
  return topology.taps.some((tap) => {
    const isPassed = LEGS.some((leg) => looksOf(datapath.signature[tap.name]![leg]).length > 0);
    return isPassed && ![null, NO_MAC].includes(tapMac(topology, tap));
  });
}

function verdictAfter(of: RecordedRun, recording: Recording): string {
  return judged(of, recording).verdict;
}

function expectNoPass(of: RecordedRun, recording: Recording): void {
  expect(verdictAfter(of, recording)).toBeOneOf(['fail', 'inconclusive']);
}

/** For any probe packet at any tap: with one more of it, the datapath does not pass. */
function anyCopy(copy: (frame: Frame) => Frame): void {
  fc.assert(
    fc.property(packet, (p) => {
      const changed = withPacket(p, p.run, (frame) => [frame, copy(frame)]);
      expect(verdictAfter(p.run, changed)).toBe(verdictOnCopy(p));
    }),
    RUNS_OF,
  );
}

describe('a good run fails when a packet', () => {
  it('is missing at a tap, and is in doubt when it was never sent', () => {
    fc.assert(
      fc.property(packet, (p) => {
        const isOrigin = p.leg === 'request' && isAtSender(p);
        const without = withPacket(p, p.run, () => []);
        expect(verdictAfter(p.run, without)).toBe(isOrigin ? 'inconclusive' : 'fail');
      }),
      RUNS_OF,
    );
  });

  it('comes twice at a tap', () => {
    anyCopy((frame) => frame);
  });

  it('comes again later at a tap', () => {
    anyCopy((frame) => at(frame, frame.timestampNs + 1_000_000n));
  });

  it('is also seen at another tap', () => {
    fc.assert(
      fc.property(packet, fc.nat(), (p, n) => {
        const others = p.run.captures.filter((c) => c.tap !== p.tap);
        const other = others[n % others.length]!.tap;
        const copied = withFrames(p.run, other, (frames) => [...frames, p.frame]);
        // the copy has the other tap's direction, TTL or place in time: always a contradiction, but
        // for a direction and TTL that are right at the sender
        expect(verdictAfter(p.run, copied)).toBeOneOf([
          'fail',
          verdictOnCopy({ ...p, tap: other }),
        ]);
      }),
      RUNS_OF,
    );
  });

  it('goes the other way', () => {
    fc.assert(
      fc.property(packet, (p) => {
        const changed = withPacket(p, p.run, (frame) => [
          withDirection(frame, opposite(frame.direction)),
        ]);
        if (mayBeReturn(p)) expectNoPass(p.run, changed);
        else expect(verdictAfter(p.run, changed)).toBe('fail');
      }),
      RUNS_OF,
    );
  });

  it('was routed once more or once less', () => {
    fc.assert(
      fc.property(packet, fc.integer({ min: -60, max: 60 }), (p, step) => {
        fc.pre(step !== 0 && isSeenElsewhere(p));
        const changed = withPacket(p, p.run, (frame) => [withTtlStep(frame, step)]);
        expect(verdictAfter(p.run, changed)).toBe('fail');
      }),
      RUNS_OF,
    );
  });

  it('bears another address at one tap', () => {
    fc.assert(
      fc.property(packet, end, fc.integer({ min: 1, max: 255 }), (p, which, by) => {
        fc.pre(isSeenElsewhere(p));
        const changed = withPacket(p, p.run, (frame) => [withOtherAddress(frame, which, by)]);
        expect(verdictAfter(p.run, changed)).toBe('fail');
      }),
      RUNS_OF,
    );
  });

  it('was addressed by another device, where the signature says by which', () => {
    const asked = PACKETS.filter((p) => {
      const looks = looksOf(p.run.datapath.signature[p.tap]![p.leg]);
      return looks.some((l) => l.sourceMac !== undefined && l.direction === p.frame.direction);
    });
    // where no device of the way has a MAC address, there is none to ask for
    const names = CATALOGUE.filter(hasMacs).map((d) => d.name);
    expect(new Set(asked.map((p) => p.run.datapath.name))).toEqual(new Set(names));
    const mac = fc.array(fc.nat({ max: 255 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...asked), mac, (p, other) => {
        fc.pre(other.join() !== sourceMacOf(p.frame).join());
        const changed = withPacket(p, p.run, (frame) => [withSourceMac(frame, other)]);
        expect(verdictAfter(p.run, changed)).toBe('fail');
      }),
      RUNS_OF,
    );
  });
});

describe('a good run fails when from some tap on', () => {
  /** Changes a leg's packets from the second or a later tap of its path on, as a router there would. */
  function fromSomeTapOn(change: (frame: Frame) => Frame): void {
    const probe = fc.nat({ max: 2 });
    fc.assert(
      fc.property(run, probe, fc.constantFrom('request', 'reply'), fc.nat(), (r, i, leg, n) => {
        const path = roundTrip(r, i).filter((p) => p.leg === leg);
        fc.pre(path.length > 1); // where packets are dropped, a leg may not come so far
        const changed = path
          .slice(1 + (n % (path.length - 1)))
          .reduce<Recording>((rec, p) => withPacket(p, rec, (frame) => [change(frame)]), r);
        expect(verdictAfter(r, changed)).toBe('fail');
      }),
      RUNS_OF,
    );
  }

  it('the source is rewritten, as masquerading does', () => {
    fromSomeTapOn((frame) => withOtherAddress(frame, 'source', 0x55));
  });

  it('the destination is rewritten, as a service does', () => {
    fromSomeTapOn((frame) => withOtherAddress(frame, 'destination', 0x55));
  });

  it('the TTL is one less, as one more router makes it', () => {
    fromSomeTapOn((frame) => withTtlStep(frame, -1));
  });
});

describe('a good run is no pass when', () => {
  it('one probe is nowhere: it may not have been sent', () => {
    fc.assert(
      fc.property(run, fc.nat({ max: 2 }), (r, probe) => {
        const gone = roundTrip(r, probe).reduceRight<Recording>(
          (recording, p) => withPacket(p, recording, () => []),
          r,
        );
        expect(verdictAfter(r, gone)).toBe('inconclusive');
      }),
    );
  });

  it('a direction is not known', () => {
    fc.assert(
      fc.property(packet, (p) => {
        const changed = withPacket(p, p.run, (frame) => [withDirection(frame, null)]);
        expect(verdictAfter(p.run, changed)).toBe('inconclusive');
      }),
      RUNS_OF,
    );
  });

  it.each(RUNS)('the captures of two taps of $title are mixed up', (r) => {
    for (const [i, a] of r.captures.entries()) {
      for (const b of r.captures.slice(i + 1)) {
        if (isSilent(r, a.tap) && isSilent(r, b.tap)) continue; // which of them saw nothing is all one
        if (share(r, a.tap, b.tap)) continue; // as it is which of them had which share
        const swapped = withFrames(
          withFrames(r, a.tap, () => b.frames),
          b.tap,
          () => a.frames,
        );
        expectNoPass(r, swapped);
      }
    }
  });

  it('a packet is at a tap before it was at the tap before that', () => {
    const early = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(run, fc.nat({ max: 2 }), fc.nat(), early, (r, probe, n, ns) => {
        const path = roundTrip(r, probe);
        fc.pre(path.length > 1);
        const j = 1 + (n % (path.length - 1));
        fc.pre(!isCopy(path[j - 1]!));
        const before = path[j - 1]!.frame.timestampNs;
        const changed = withPacket(path[j]!, r, (frame) => [at(frame, before - ns)]);
        expect(verdictAfter(r, changed)).toBe('inconclusive');
      }),
      RUNS_OF,
    );
  });

  it('one tap has another clock than the others', () => {
    fc.assert(
      fc.property(run, fc.nat(), fc.boolean(), (r, n, fast) => {
        const { tap } = r.captures[n % r.captures.length]!;
        fc.pre(
          PACKETS.some((p) => p.run === r && p.tap === tap && !isCopy(p) && isSeenElsewhere(p)),
        );
        fc.pre(r.datapath.answered !== 'none'); // with one leg alone, late is as good as slow
        const second = fast ? 1_000_000_000n : -1_000_000_000n;
        const shifted = withFrames(r, tap, (frames) =>
          frames.map((frame) => at(frame, frame.timestampNs + second)),
        );
        // one leg may come out in order, but never both
        expectNoPass(r, shifted);
      }),
      RUNS_OF,
    );
  });

  it.each(RUNS)('a capture of $title was not live, dropped packets, or is not there', (r) => {
    for (const { tap } of r.captures) {
      const with_ = (change: object) => ({
        ...r,
        captures: r.captures.map((c) => (c.tap === tap ? { ...c, ...change } : c)),
      });
      expect(verdictAfter(r, with_({ fault: 'tcpdump ended' }))).toBe('inconclusive');
      expect(verdictAfter(r, with_({ kernelDrops: 1 }))).toBe('inconclusive');
      const absent = { ...r, captures: r.captures.filter((c) => c.tap !== tap) };
      expect(verdictAfter(r, absent)).toBe('inconclusive');
      expectNoPass(r, with_({ frames: [] }));
    }
  });

  it.each(RUNS.filter((r) => r.sent.canaries.length > 0))('the canary of $title is gone', (r) => {
    expect(verdictAfter(r, { ...r, sent: { ...r.sent, canaries: [] } })).toBe('inconclusive');
    for (const tap of r.captures.filter(({ tap }) => isSilent(r, tap))) {
      const silent = withFrames(r, tap.tap, () => []);
      expect(verdictAfter(r, silent)).toBe('inconclusive');
    }
  });

  it.each(RUNS)('the sender of $title says what does not fit', (r) => {
    if (r.datapath.answered === 'none') {
      expect(verdictAfter(r, { ...r, sent: { ...r.sent, answered: 1 } })).toBe('inconclusive');
      return;
    }
    expect(verdictAfter(r, { ...r, sent: { ...r.sent, answered: 2 } })).toBe('inconclusive');
    expect(verdictAfter(r, { ...r, sent: { ...r.sent, answered: 0 } })).toBe('inconclusive');
  });
});
