import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { isSealed } from '../../src/verdict/observe.ts';
import { in_, out, type Signature, sealed } from '../../src/verdict/signature.ts';
import { withDirection } from '../support/edit-frame.ts';
import { judgeBy, observation, sightings, tapObservation } from '../support/observation.ts';
import { withFrames } from '../support/probe-packets.ts';
import { judged, observed, RUNS } from '../support/recorded-runs.ts';

const SIGNATURE: Signature = {
  'pod1/eth0': { request: out(0), reply: in_(0) },
  'node1/wg0': { request: out(0), reply: in_(0) },
  'node1/eth0': { request: sealed('out', 'node1/wg0'), reply: sealed('in', 'node1/wg0') },
  'pod2/eth0': { request: in_(0), reply: out(0) },
};

/** Three probes there and back, with so many encrypted datagrams on the wire. */
function seen(datagrams: { in: number; out: number } | undefined, fields = {}) {
  const legs = (there: 'in' | 'out', back: 'in' | 'out') =>
    [0, 1, 2].flatMap((probe) => [
      ...sightings([probe], { direction: there, timestampNs: BigInt(probe * 10) }),
      ...sightings([probe], { direction: back, leg: 'reply', timestampNs: BigInt(probe * 10 + 5) }),
    ]);
  const wire = { canaries: 1, ...(datagrams && { sealed: datagrams }), ...fields };
  return observation([
    tapObservation('pod1/eth0', legs('out', 'in')),
    tapObservation('node1/wg0', legs('out', 'in')),
    tapObservation('node1/eth0', [], wire),
    tapObservation('pod2/eth0', legs('in', 'out')),
  ]);
}

const word = (...of: Parameters<typeof seen>) => judgeBy(SIGNATURE, seen(...of)).verdict;

describe('a tap whose packets are sealed', () => {
  it('passes with as many encrypted datagrams as there were packets, or more', () => {
    expect(word({ in: 3, out: 3 })).toBe('pass');
    expect(word({ in: 4, out: 9 })).toBe('pass');
  });

  it('fails with fewer, either way, and says so', () => {
    for (const few of [
      { in: 3, out: 2 },
      { in: 2, out: 3 },
    ]) {
      const { verdict, findings } = judgeBy(SIGNATURE, seen(few));
      expect(verdict).toBe('fail');
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({ code: 'sealed', tap: 'node1/eth0' });
      expect(findings[0]!.expected).toMatch(/^3 or more encrypted (in|out)$/);
      expect(findings[0]!.seen).toMatch(/^2 encrypted (in|out)$/);
      expect(findings[0]!.meaning).toContain('fewer encrypted datagrams');
    }
  });

  it('is in doubt where nobody looked, or the capture has not shown that it can see', () => {
    expect(word(undefined)).toBe('inconclusive');
    expect(word({ in: 3, out: 3 }, { canaries: 0 })).toBe('inconclusive');
    expect(word({ in: 0, out: 0 }, { canaries: 0 })).toBe('inconclusive');
    expect(word({ in: 0, out: 0 }, { fault: 'tcpdump ended' })).toBe('inconclusive');
  });

  it('is in doubt where the bare packets were not captured', () => {
    const { probe, taps } = seen({ in: 3, out: 3 });
    const without = { probe, taps: taps.filter((t) => t.tap !== 'node1/wg0') };
    expect(judgeBy(SIGNATURE, without).verdict).toBe('inconclusive');
  });

  it('fails if the probe can be read there, however much is encrypted', () => {
    const { probe, taps } = seen({ in: 3, out: 3 });
    const plain = taps.map((t) =>
      t.tap === 'node1/eth0' ? { ...t, sightings: sightings([0], { direction: 'out' }) } : t,
    );
    expect(judgeBy(SIGNATURE, { probe, taps: plain }).verdict).toBe('fail');
  });
});

const isData = (frame: Frame) => isSealed(decode(frame));

describe.each(RUNS.filter((r) => r.datapath.name === 'cilium/wireguard'))('$title', (run) => {
  it('had an encrypted datagram for each packet of the probe, on both nodes', () => {
    for (const node of ['node1', 'node2']) {
      const tap = (device: string) =>
        observed(run).taps.find((t) => t.tap === `${node}/${device}`)!;
      const bare = tap('cilium_wg0').sightings;
      expect(bare.length).toBeGreaterThanOrEqual(6);
      for (const direction of ['in', 'out'] as const) {
        const ofProbe = bare.filter((s) => s.direction === direction);
        const stamps = new Set(ofProbe.map((s) => s.timestampNs));
        expect(tap('eth0').sealed![direction]).toBeGreaterThanOrEqual(stamps.size);
      }
    }
  });

  it.each(['node1/eth0', 'node2/eth0'])('fails if what was encrypted was not at %s', (tap) => {
    const without = withFrames(run, tap, (frames) => frames.filter((f) => !isData(f)));
    expect(judged(run, without).verdict).toBe('fail');
    const turned = withFrames(run, tap, (frames) =>
      frames.map((f) => (isData(f) ? withDirection(f, 'out') : f)),
    );
    expect(judged(run, turned).verdict).toBe('fail');
  });
});
