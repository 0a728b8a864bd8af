import { describe, expect, it } from 'vitest';
import { flowOf } from '../../src/analyze/flow.ts';
import { decode } from '../../src/packets/decode.ts';
import { marker } from '../../src/verdict/join-key.ts';
import { bytes, ethernet } from '../packets/build.ts';
import { echo, ethernetFrame, ipv4, latin1, tcp, udp } from '../support/packets.ts';

const NONCE = '0123456789abcdef';

const flow = (protocol: number, payload: Uint8Array, ends: object = {}) =>
  flowOf(decode(ethernetFrame(ethernet(0x0800, ipv4({ protocol, ...ends }, payload)))));

describe('the flow that a packet is of', () => {
  const ping = (type: number, id = 21, ends = {}) =>
    flow(1, echo({ type, id, sequence: 1, payload: bytes() }), ends);

  it('is the same for a ping and its answer', () => {
    const turned = { source: '10.0.0.2', destination: '10.0.0.1' };
    expect(ping(0, 21, turned)).toEqual(ping(8));
    expect(ping(8)).toEqual({
      id: 'ping 10.0.0.1 > 10.0.0.2, id 21',
      title: 'ping 10.0.0.1 > 10.0.0.2, id 21',
      key: { kind: 'ping', nonce: null, id: 21 },
    });
  });

  it('is another for another id, and for other addresses', () => {
    const ids = [ping(8)!, ping(8, 22)!, ping(8, 21, { source: '10.0.0.3' })!].map((f) => f.id);
    expect(new Set(ids).size).toBe(3);
  });

  it.each([
    ['udp', 17, udp],
    ['tcp', 6, tcp],
  ] as const)(
    'is a %s probe of ours by its marker, to and from the server',
    (kind, protocol, segment) => {
      const key = { kind, nonce: NONCE, port: 8080 };
      const asked = flow(protocol, segment(40_000, 8080, latin1(marker(NONCE, 'request', 1))));
      const answered = flow(protocol, segment(8080, 40_000, latin1(marker(NONCE, 'reply', 2))));
      expect(asked).toEqual({ id: NONCE, title: `${kind} probe ${NONCE}`, key });
      expect(answered).toEqual(asked);
      expect(flow(protocol, segment(40_000, 8080, latin1('GET / HTTP/1.1')))).toBeNull();
    },
  );

  it('is none for ARP and other ICMP messages', () => {
    expect(flowOf(decode(ethernetFrame(ethernet(0x0806, new Uint8Array(28)))))).toBeNull();
    expect(ping(3)).toBeNull();
  });
});
