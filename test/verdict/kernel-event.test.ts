import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hopsOf } from '../../src/verdict/hop.ts';
import { parseKernelEvent } from '../../src/verdict/kernel-event.ts';
import { recordedTrace } from '../support/traces.ts';

const { lines, events, key, hops } = recordedTrace('cilium-same-node');

describe('a line of the tracer', () => {
  it('is read whole', () => {
    const line = lines.find((one) => one.includes('"tracepoint":"kfree_skb"'))!;
    const told = JSON.parse(line);
    expect(parseKernelEvent(line)).toEqual({
      ...{ point: 'kfree_skb', timestampNs: BigInt(told.ns), skb: told.skb, place: 'pod1' },
      ...{ netns: told.netns, device: 'eth0', ifindex: told.ifindex, cpu: told.cpu },
      ...{ length: told.length, reason: 'NO_SOCKET', in: 'ping_rcv' },
      bytes: Uint8Array.from(Buffer.from(told.packet, 'hex')),
    });
  });

  it('is an event but for the first and the last', () => {
    expect(events).toHaveLength(lines.length - 2);
  });

  it('never throws, whatever it is', () => {
    const broken = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...lines).chain(cut));
    fc.assert(
      fc.property(broken, (line) => {
        const event = parseKernelEvent(line);
        if (event) hopsOf([event], key);
      }),
    );
  });
});

/** A line that lacks some of its letters. */
function cut(line: string) {
  const place = fc.nat({ max: line.length });
  return fc
    .tuple(place, place)
    .map(([a, b]) => line.slice(0, Math.min(a, b)) + line.slice(Math.max(a, b)));
}

describe('the probe among what was told', () => {
  it('is known by its nonce: all of it, and nothing else', () => {
    expect(hops.map(({ probe }) => probe).every((probe) => [0, 1, 2].includes(probe!))).toBe(true);
    expect(hopsOf(events, { kind: 'ping', nonce: '0102030405060708', id: null })).toEqual([]);
  });

  it('is in the order of time, whichever CPU told of it first', () => {
    expect(hopsOf(events.toReversed(), key)).toEqual(hops);
  });

  it('has the TTL and the addresses of its innermost header, and what carries it', () => {
    const { hops: tunnelled } = recordedTrace('flannel-vxlan');
    const onWire = tunnelled.filter((h) => h.place === 'node1' && h.device === 'eth0');
    expect(onWire.length).toBeGreaterThan(0);
    for (const hop of onWire) {
      expect(hop).toMatchObject({ encapsulation: [{ kind: 'vxlan', vni: 1 }], ttl: 63 });
      expect([hop.source, hop.destination].toSorted()).toEqual(['10.244.1.11', '10.244.2.12']);
    }
  });
});
