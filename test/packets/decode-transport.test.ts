import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { be16, bytes, echo, frameOf, hex, ipv4, ipv6, tcp, udp } from './build.ts';

function innermost(packet: Uint8Array, length = packet.length) {
  const decoded = decode(frameOf(packet, 101, length));
  return { ...decoded, layer: decoded.layers.at(-1) };
}

describe('udp', () => {
  it('reads ports and length', () => {
    const packet = innermost(ipv4({ protocol: 17 }, udp(53, hex('c0ffee'))));
    expect(packet).toMatchObject({
      layer: { protocol: 'udp', sourcePort: 40000, destinationPort: 53, udpLength: 11 },
      payload: hex('c0ffee'),
    });
  });

  it('ends where its length says', () => {
    const packet = innermost(ipv4({ protocol: 17 }, udp(53, hex('c0ffee'), 9)));
    expect(packet).toMatchObject({ payload: hex('c0'), malformed: null });
  });

  it.each([
    [7, 'claims 7 bytes'],
    [0, 'claims 0 bytes'],
    [12, 'claims 12 bytes, 11 left'],
  ])('is malformed with a length of %i', (length, reason) => {
    const packet = innermost(ipv4({ protocol: 17 }, udp(53, hex('c0ffee'), length)));
    expect(packet).toMatchObject({
      layer: { protocol: 'ipv4' },
      malformed: { protocol: 'udp', reason },
    });
  });

  it('allows a length of zero in a jumbogram', () => {
    const packet = innermost(ipv6(17, udp(53, hex('c0ffee'), 0), 0), 70_048);
    expect(packet).toMatchObject({ layer: { udpLength: 0 }, cut: true, malformed: null });
  });
});

describe('tcp', () => {
  it('reads every field, skipping options', () => {
    const packet = innermost(ipv4({ protocol: 6 }, tcp(hex('c0ffee'), hex('02 04 05b4'))));
    expect(packet.layer).toEqual({
      protocol: 'tcp',
      sourcePort: 40000,
      destinationPort: 443,
      sequence: 0xfffffffe,
      acknowledgement: 0x80000001,
      flags: 0x18,
      headerLength: 24,
      window: 502,
      payloadLength: 3,
    });
    expect(packet.payload).toEqual(hex('c0ffee'));
  });

  it('counts the payload on the wire, not what was captured', () => {
    const whole = ipv4({ protocol: 6 }, tcp(new Uint8Array(1000), hex('02 04 05b4')));
    for (const captured of [40, 42, 44, 50]) {
      const packet = innermost(whole.subarray(0, captured), whole.length);
      expect(packet).toMatchObject({ layer: { payloadLength: 1000 }, cut: true, malformed: null });
    }
  });

  it.each([
    ['offset below five', 4, 'header of 16 bytes'],
    ['offset beyond the packet', 6, '24 bytes of header, 20 left'],
  ])('is malformed: %s', (_, offset, reason) => {
    const segment = tcp(hex(''));
    segment[12] = offset << 4;
    expect(innermost(ipv4({ protocol: 6 }, segment))).toMatchObject({
      layer: { protocol: 'ipv4' },
      malformed: { protocol: 'tcp', reason },
    });
  });
});

describe('icmp', () => {
  const quote = ipv4({ protocol: 17 }, udp(9, hex('')));

  it.each([
    [0, 21, 1],
    [8, 21, 1],
    [13, null, null],
  ])('type %i has id %s, sequence %s', (type, id, sequence) => {
    const layer = { protocol: 'icmp', type, code: 0, id, sequence, quoted: null };
    expect(innermost(ipv4({ protocol: 1 }, echo(type))).layer).toEqual(layer);
  });

  it.each([3, 5, 11, 12])('type %i quotes the packet it is about', (type) => {
    const error = bytes(type, 1, [0, 0], be16(0), be16(1400), quote);
    expect(innermost(ipv4({ protocol: 1 }, error)).layer).toEqual({
      protocol: 'icmp',
      type,
      code: 1,
      id: null,
      sequence: null,
      quoted: { source: '10.0.0.1', destination: '10.0.0.2', ipProtocol: 17 },
    });
  });

  it('has no quote where it is cut, missing or not IPv4', () => {
    const error = ipv4({ protocol: 1 }, bytes(3, 1, [0, 0, 0, 0, 0, 0], quote));
    expect(innermost(error.subarray(0, 47), error.length)).toMatchObject({
      layer: { type: 3, quoted: null },
      cut: true,
    });
    for (const rest of [hex(''), quote.subarray(0, 19), bytes(0x60, quote.subarray(1))]) {
      const packet = innermost(ipv4({ protocol: 1 }, bytes(3, 1, [0, 0, 0, 0, 0, 0], rest)));
      expect(packet).toMatchObject({ layer: { type: 3, quoted: null }, malformed: null });
    }
  });

  it('does not read a quote from Ethernet padding', () => {
    const error = ipv4({ protocol: 1 }, bytes(3, 1, [0, 0, 0, 0, 0, 0]));
    expect(innermost(bytes(error, quote)).layer).toMatchObject({ quoted: null });
  });
});

describe('icmpv6', () => {
  it.each([128, 129])('type %i is an echo', (type) => {
    const layer = { protocol: 'icmpv6', type, code: 0, id: 21, sequence: 1, quoted: null };
    expect(innermost(ipv6(58, echo(type))).layer).toEqual(layer);
  });

  it('quotes past extension headers', () => {
    const quote = ipv6(60, bytes(hex('11 00 0104 00000000'), udp(9, hex(''))));
    const error = (rest: Uint8Array) => ipv6(58, bytes(2, 0, [0, 0, 0, 0, 5, 0x78], rest));
    expect(innermost(error(quote)).layer).toMatchObject({
      type: 2,
      quoted: { source: 'fd00::1', destination: 'fd00::2', ipProtocol: 17 },
    });
    expect(innermost(error(quote.subarray(0, 47))).layer).toMatchObject({ quoted: null });
  });

  it('quotes nothing in informational messages', () => {
    const solicitation = bytes(135, 0, [0, 0, 0, 0, 0, 0], ipv6(59, hex('')));
    expect(innermost(ipv6(58, solicitation)).layer).toMatchObject({ type: 135, quoted: null });
  });
});
