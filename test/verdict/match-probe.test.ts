import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { type JoinKey, type Leg, marker } from '../../src/verdict/join-key.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import { bytes, ethernet, hex, vxlan } from '../packets/build.ts';
import { echo, ethernetFrame, ipv4, ipv6, latin1, tcp, udp } from '../support/packets.ts';

const NONCE = '0123456789abcdef';
const OTHER = 'fedcba9876543210';
const PORT = 8080;

const match = (packet: Uint8Array, key: JoinKey) => matchProbe(decode(ethernetFrame(packet)), key);

describe('a ping with a nonce', () => {
  const key: JoinKey = { kind: 'ping', nonce: NONCE, id: null };
  const payload = (nonce: string, before = 16) => hex('00'.repeat(before) + nonce.repeat(5));
  const ping = (fields: { type?: number; id?: number; sequence?: number; nonce?: string }) => {
    const { type = 8, id = 21, sequence = 1, nonce = NONCE } = fields;
    const icmp = echo({ type, id, sequence, payload: payload(nonce) });
    return type < 128
      ? ethernet(0x0800, ipv4({ protocol: 1 }, icmp))
      : ethernet(0x86dd, ipv6({ nextHeader: 58 }, icmp));
  };

  it.each([
    [8, 'request'],
    [0, 'reply'],
    [128, 'request'],
    [129, 'reply'],
  ])('is known by its payload: ICMP type %i is its %s', (type, leg) => {
    expect(match(ping({ type, sequence: 7 }), key)).toEqual([{ leg, sequence: 7 }]);
  });

  it('is known whatever its id, which address translation may change', () => {
    expect(match(ping({ id: 1 }), key)).toEqual(match(ping({ id: 60_000 }), key));
  });

  it("is not somebody else's with the same id and number", () => {
    expect(match(ping({ nonce: OTHER }), key)).toEqual([]);
    expect(match(ping({ type: 129, nonce: OTHER }), key)).toEqual([]);
  });

  it('is known wherever in the payload the pattern starts', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 20 }), (before, after) => {
        const icmp = echo({
          type: 8,
          id: 1,
          sequence: 2,
          payload: bytes(payload(NONCE, before), after),
        });
        const packet = ethernet(0x0800, ipv4({ protocol: 1 }, icmp));
        expect(match(packet, key)).toEqual([{ leg: 'request', sequence: 2 }]);
      }),
    );
  });

  it('is none of the other ICMP messages, though they may quote it', () => {
    const unreachable = bytes([3, 1, 0, 0, 0, 0, 0, 0], ipv4({ protocol: 1 }, payload(NONCE)));
    expect(match(ethernet(0x0800, ipv4({ protocol: 1 }, unreachable)), key)).toEqual([]);
    expect(match(ping({ type: 135 }), key)).toEqual([]);
    // IPv6 numbers in IPv4 mean something else
    const crossed = echo({ type: 128, id: 1, sequence: 1, payload: payload(NONCE) });
    expect(match(ethernet(0x0800, ipv4({ protocol: 1 }, crossed)), key)).toEqual([]);
  });

  it('is not found in a payload that was cut before the whole nonce', () => {
    const whole = ping({});
    const cut = { ...ethernetFrame(whole.subarray(0, 14 + 20 + 8 + 16 + 7)), length: whole.length };
    expect(matchProbe(decode(cut), key)).toEqual([]);
  });

  it('is known inside a tunnel by its innermost packet', () => {
    const outer = ipv4({ protocol: 17 }, udp(40_000, 4789, vxlan(7, ping({ sequence: 3 }))));
    expect(match(ethernet(0x0800, outer), key)).toEqual([{ leg: 'request', sequence: 3 }]);
  });
});

describe('a ping in somebody else’s capture', () => {
  const key: JoinKey = { kind: 'ping', nonce: null, id: 21 };
  const ping = (id: number) =>
    ethernet(0x0800, ipv4({ protocol: 1 }, echo({ type: 8, id, sequence: 1, payload: bytes() })));

  it('is known by its id, there being nothing else', () => {
    expect(match(ping(21), key)).toEqual([{ leg: 'request', sequence: 1 }]);
    expect(match(ping(22), key)).toEqual([]);
  });
});

describe.each(['udp', 'tcp'] as const)('a %s message', (kind) => {
  const key: JoinKey = { kind, nonce: NONCE, port: PORT };
  const segment = (payload: string, from = 40_000, to = PORT) =>
    ethernet(
      0x0800,
      kind === 'udp'
        ? ipv4({ protocol: 17 }, udp(from, to, latin1(payload)))
        : ipv4({ protocol: 6 }, tcp(from, to, latin1(payload))),
    );
  const message = (leg: Leg, sequence: number, nonce = NONCE) =>
    `${marker(nonce, leg, sequence).padEnd(63, '.')}\n`;

  it('is known by its marker, leg and number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Leg>('request', 'reply'),
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.constantFrom([40_000, PORT], [PORT, 40_000], [1, 2]),
        (leg, sequence, [from, to]) => {
          // whatever the ports: a service may have rewritten them
          expect(match(segment(message(leg, sequence), from, to), key)).toEqual([
            { leg, sequence },
          ]);
        },
      ),
    );
  });

  it('counts every marker in a frame that offloading joined from several', () => {
    const joined = segment(message('request', 1) + message('request', 2));
    expect(match(joined, key)).toEqual([
      { leg: 'request', sequence: 1 },
      { leg: 'request', sequence: 2 },
    ]);
  });

  it('is of the flow but has no number without a marker', () => {
    expect(match(segment(''), key)).toEqual([{ leg: 'request', sequence: null }]);
    expect(match(segment('', PORT, 40_000), key)).toEqual([{ leg: 'reply', sequence: null }]);
  });

  it('is a stranger on other ports', () => {
    expect(match(segment('', 40_000, 80), key)).toEqual([]);
    expect(match(segment(message('request', 1, OTHER), 40_000, 80), key)).toEqual([]);
  });

  it('has no number if its marker is not ours or is broken', () => {
    for (const text of [
      message('request', 1, OTHER),
      message('request', 1).replace(' q ', ' x '),
      message('request', 1).slice(0, 20),
    ]) {
      expect(match(segment(text), key)).toEqual([{ leg: 'request', sequence: null }]);
    }
  });

  it('is not one of the other protocol', () => {
    const other: JoinKey = { kind: kind === 'udp' ? 'tcp' : 'udp', nonce: NONCE, port: PORT };
    expect(match(segment(message('request', 1)), other)).toEqual([]);
  });
});

it('ARP and other protocols are never the probe', () => {
  const keys: JoinKey[] = [
    { kind: 'ping', nonce: NONCE, id: null },
    { kind: 'udp', nonce: NONCE, port: PORT },
    { kind: 'tcp', nonce: NONCE, port: PORT },
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(0x0806, 0x88cc, 0x0800, 0x86dd),
      fc.uint8Array(),
      (type, rubbish) => {
        for (const key of keys) expect(match(ethernet(type, rubbish), key)).toEqual([]);
      },
    ),
  );
});
