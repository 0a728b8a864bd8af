import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hopsOf } from '../../src/verdict/hop.ts';
import { marker } from '../../src/verdict/join-key.ts';
import { type KernelEvent, parseKernelEvent } from '../../src/verdict/kernel-event.ts';
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

/** A packet to port 8080 with that text, where the kernel has all of it in one piece. */
function tcpEvent(text: string): KernelEvent {
  const bytes = new Uint8Array(40 + text.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x45, 0, 0, bytes.length, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
  view.setUint16(20, 40000);
  view.setUint16(22, 8080);
  view.setUint8(32, 5 << 4);
  bytes.set(new TextEncoder().encode(text), 40);
  return { ...events[0]!, bytes, length: bytes.length };
}

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

  it('is told once of a packet, though several messages of the probe are in it', () => {
    const tcp = { kind: 'tcp', nonce: '00112233445566aa', port: 8080 } as const;
    const two = [1, 2].map((n) => `${marker(tcp.nonce, 'request', n)}`);
    expect(hopsOf([tcpEvent(two[0]!)], tcp).map(({ probe }) => probe)).toEqual([0]);
    expect(hopsOf([tcpEvent(two.join(''))], tcp).map(({ probe }) => probe)).toEqual([null]);
    expect(hopsOf([tcpEvent('')], tcp).map(({ leg, probe }) => [leg, probe])).toEqual([
      ['request', null],
    ]);
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
