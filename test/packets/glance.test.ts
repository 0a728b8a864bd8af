import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { BEARS, type Bears, Glance } from '../../src/packets/glance.ts';
import { RUNS } from '../support/recorded-runs.ts';
import { bytes, ethernet, frameOf, ipv4, ipv6, tcp, udp, vlan, vxlan } from './build.ts';
import { RECORDINGS, recordedFrames } from './recordings.ts';

type Look = Pick<Frame, 'linkType' | 'bytes' | 'length'>;

const REAL: readonly Look[] = [
  ...RECORDINGS.flatMap(recordedFrames),
  ...RUNS.flatMap(({ captures }) => captures.flatMap(({ frames }) => frames)),
];

/** What the full decoder finds innermost; null where that does not bind the glance. */
function decoded(frame: Look): { bears: Bears; flow: string } | null {
  const { layers } = decode(frame);
  const last = layers.at(-1);
  const ip = layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
  if (!ip || !last) return null;
  const flowBy = (bears: Bears, ports: readonly [unknown, unknown]) => {
    const ends = [`${ip.source} ${ports[0]}`, `${ip.destination} ${ports[1]}`].sort();
    return { bears, flow: [bears, ...ends].join() };
  };
  switch (last.protocol) {
    case 'icmp':
    case 'icmpv6':
      return last.id === null ? null : flowBy(BEARS.ECHO, [last.id, last.id]);
    case 'tcp':
      return flowBy(BEARS.TCP, [last.sourcePort, last.destinationPort]);
    case 'udp':
      return flowBy(BEARS.UDP, [last.sourcePort, last.destinationPort]);
    default:
      return null;
  }
}

function glanced({ bytes: captured, linkType }: Look, before = 0): Glance {
  const glance = new Glance();
  const around = bytes(new Uint8Array(before), captured, new Uint8Array(before).fill(0xff));
  glance.look(around, before, before + captured.length, linkType);
  return glance;
}

function expectSame(frame: Look): void {
  const wanted = decoded(frame);
  if (!wanted) return;
  const { bears } = glanced(frame);
  if (wanted.bears === BEARS.UDP) expect(bears).toBeOneOf([BEARS.UDP, BEARS.SEALED]);
  else expect(bears).toBe(wanted.bears);
}

describe('a glance', () => {
  it('finds innermost what the decoder finds, in all that was recorded', () => {
    expect(new Set(REAL.map((frame) => decoded(frame)?.bears))).toEqual(
      new Set([BEARS.ECHO, BEARS.TCP, BEARS.UDP, undefined]),
    );
    for (const frame of REAL) expectSame(frame);
  });

  it('tells flows apart as the decoder does, and has both ways of one for the same', () => {
    const known = new Map<string, string>();
    const flows = new Map<string, string>();
    for (const frame of REAL) {
      const wanted = decoded(frame);
      const { bears, at, flow, flow2 } = glanced(frame);
      if (!wanted || bears !== wanted.bears) continue;
      const wantedFlow = `${at < 0 ? 'decoded' : ''} ${wanted.flow}`;
      const own = `${flow} ${flow2}`;
      expect(known.get(wantedFlow) ?? own).toBe(own);
      expect(flows.get(own) ?? wantedFlow).toBe(wantedFlow);
      known.set(wantedFlow, own);
      flows.set(own, wantedFlow);
    }
    expect(known.size).toBeGreaterThan(500);
  });

  it('does so of spoiled and cut frames, too, and never looks beside them', () => {
    const spoiled = fc.record({
      frame: fc.constantFrom(...REAL),
      edits: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      cut: fc.nat(),
    });
    fc.assert(
      fc.property(spoiled, ({ frame, edits, cut }) => {
        const captured = Uint8Array.from(frame.bytes);
        for (const [at, value] of edits) captured[at % captured.length] = value;
        const one = { ...frame, bytes: captured.subarray(0, cut % (captured.length + 1)) };
        expectSame(one);
        const { bears, flow, flow2, at } = glanced(one);
        const moved = glanced(one, 7);
        expect([moved.bears, moved.flow, moved.flow2]).toEqual([bears, flow, flow2]);
        if (at >= 0 && bears !== BEARS.OTHER) expect(moved.at).toBe(at + 7);
      }),
      { numRuns: 3000 },
    );
  });

  it('says where the innermost header starts, through tags and tunnels', () => {
    const inner = ethernet(0x0800, ipv4({ protocol: 6 }, tcp(bytes(1, 2, 3))));
    const plain = glanced(frameOf(inner));
    expect(plain).toMatchObject({ bears: BEARS.TCP, at: 34 });
    const tagged = ethernet(0x8100, vlan(5, 0x0800, ipv4({ protocol: 6 }, tcp(bytes()))));
    expect(glanced(frameOf(tagged))).toMatchObject({ bears: BEARS.TCP, at: 38, flow: plain.flow });
    const tunnelled = ethernet(0x86dd, ipv6(17, udp(8472, vxlan(7, inner))));
    expect(glanced(frameOf(tunnelled))).toMatchObject({
      ...{ bears: BEARS.TCP, at: 14 + 40 + 8 + 8 + 34 },
      ...{ flow: plain.flow, flow2: plain.flow2 },
    });
  });
});
