import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { be16, be32, bytes, echo, ethernet, frameOf, hex, ipv4, ipv6, tcp, udp } from './build.ts';

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;

function protocols(packet: ReturnType<typeof decode>): string[] {
  return packet.layers.map((layer) => layer.protocol);
}

function decodeIpv4(packet: Uint8Array, length = packet.length) {
  return decode(frameOf(packet, 228, length));
}

function decodeIpv6(packet: Uint8Array, length = packet.length) {
  return decode(frameOf(packet, 229, length));
}

describe('ipv4', () => {
  it('reports every field', () => {
    const packet = decodeIpv4(ipv4({ protocol: ICMP, fragment: 0x4000 }, echo()));
    expect(packet.layers).toEqual([
      {
        protocol: 'ipv4',
        source: '10.0.0.1',
        destination: '10.0.0.2',
        ttl: 64,
        id: 7,
        dontFragment: true,
        moreFragments: false,
        fragmentOffset: 0,
        ipProtocol: 1,
        headerLength: 20,
        totalLength: 36,
        tos: 0,
        checksumOk: true,
      },
      { protocol: 'icmp', type: 8, code: 0, id: 21, sequence: 1, quoted: null },
    ]);
    expect(packet.payload).toEqual(hex('0102030405060708'));
    expect(packet).toMatchObject({ cut: false, malformed: null });
  });

  it('skips options', () => {
    const options = hex('07 07 04 00 00 00 00 00');
    const packet = decodeIpv4(ipv4({ protocol: ICMP, options }, echo()));
    expect(packet.layers).toMatchObject([{ headerLength: 28, checksumOk: true }, { id: 21 }]);
  });

  it('sees a wrong checksum', () => {
    const wrong = ipv4({ protocol: ICMP }, echo());
    wrong[8] = 63;
    expect(decodeIpv4(wrong).layers).toMatchObject([{ ttl: 63, checksumOk: false }, {}]);
  });

  it('leaves Ethernet padding out of the payload', () => {
    const padded = bytes(ethernet(0x0800, ipv4({ protocol: UDP }, udp(9, hex('aa')))), [0, 0, 0]);
    expect(decode(frameOf(padded)).payload).toEqual(hex('aa'));
  });

  it('stops after the IP layer in a later fragment', () => {
    const packet = decodeIpv4(ipv4({ protocol: ICMP, fragment: 0x2003 }, echo()));
    expect(packet.layers).toMatchObject([{ moreFragments: true, fragmentOffset: 24 }]);
    expect(packet).toMatchObject({ payload: echo(), cut: false, malformed: null });
  });

  it('decodes the transport of a first fragment, whose length exceeds it', () => {
    const datagram = udp(9, hex('aa'), 3000);
    const packet = decodeIpv4(ipv4({ protocol: UDP, fragment: 0x2000 }, datagram));
    expect(packet.layers).toMatchObject([{ moreFragments: true }, { udpLength: 3000 }]);
    expect(packet).toMatchObject({ payload: hex('aa'), cut: false, malformed: null });
  });

  it('says when a transport header is split over fragments', () => {
    const packet = decodeIpv4(ipv4({ protocol: TCP, fragment: 0x2000 }, tcp(hex('')).slice(0, 8)));
    expect(protocols(packet)).toEqual(['ipv4']);
    expect(packet.malformed).toEqual({
      protocol: 'tcp',
      reason: '20 bytes of header, 8 left in this fragment',
    });
  });

  it('takes the frame length where the total length is zero (GSO)', () => {
    const packet = decodeIpv4(ipv4({ protocol: TCP, totalLength: 0 }, tcp(hex('0102'))), 70_042);
    expect(packet.layers).toMatchObject([{ totalLength: 0 }, { payloadLength: 70_002 }]);
    expect(packet).toMatchObject({ payload: hex('0102'), cut: true, malformed: null });
  });

  it('has no checksum verdict, but a layer, when the options are cut', () => {
    const whole = ipv4({ protocol: ICMP, options: hex('01 01 01 00') }, echo());
    const packet = decodeIpv4(whole.subarray(0, 22), whole.length);
    expect(packet.layers).toMatchObject([{ protocol: 'ipv4', checksumOk: null }]);
    expect(packet).toMatchObject({ payload: hex(''), cut: true, malformed: null });
  });

  it.each([
    ['version', (p: Uint8Array) => p.fill(0x55, 0, 1), 'version 5'],
    ['header length below 20', (p: Uint8Array) => p.fill(0x44, 0, 1), 'header of 16 bytes'],
    ['total below header', (p: Uint8Array) => p.set(be16(19), 2), '19 bytes in total'],
    ['total beyond frame', (p: Uint8Array) => p.set(be16(37), 2), 'claims 37 bytes, 36 left'],
  ])('is malformed: %s', (_, spoil, reason) => {
    const bad = ipv4({ protocol: ICMP }, echo());
    spoil(bad);
    const packet = decodeIpv4(bad);
    expect(packet.layers).toEqual([]);
    expect(packet).toMatchObject({ cut: false, malformed: { protocol: 'ipv4', reason } });
  });
});

describe('ipv6', () => {
  it('reports every field', () => {
    const datagram = ipv6(ICMPV6, echo(128));
    datagram.set(be32(0x6ab12345), 0);
    expect(decodeIpv6(datagram).layers).toEqual([
      {
        protocol: 'ipv6',
        source: 'fd00::1',
        destination: 'fd00::2',
        hopLimit: 64,
        nextHeader: 58,
        payloadLength: 16,
        flowLabel: 0x12345,
        trafficClass: 0xab,
        fragment: null,
      },
      { protocol: 'icmpv6', type: 128, code: 0, id: 21, sequence: 1, quoted: null },
    ]);
  });

  it('walks hop-by-hop, routing, destination options, AH and fragment headers', () => {
    const chain = bytes(
      hex('2b 00 05020000 0100'), // hop-by-hop, then routing
      hex('3c 02 0400 00000000 fd000000000000000000000000000009'), // then destination options
      hex('33 00 0104 00000000'), // then authentication
      hex('2c 04 0000 00000001 00000001 000000000000000000000000'), // then fragment
      hex('11 00 0001 0000002a'), // first of several, then UDP
    );
    const packet = decodeIpv6(ipv6(0, bytes(chain, udp(53, hex('aa')))));
    expect(packet.layers).toMatchObject([
      { nextHeader: 17, fragment: { offset: 0, more: true, id: 42 } },
      { protocol: 'udp', destinationPort: 53 },
    ]);
    expect(packet).toMatchObject({ payload: hex('aa'), malformed: null });
  });

  it('stops after the IP layer in a later fragment', () => {
    const packet = decodeIpv6(ipv6(44, bytes(hex('3c 00 0018 0000002a'), hex('c0 ff ee'))));
    expect(packet.layers).toMatchObject([
      { nextHeader: 60, fragment: { offset: 24, more: false, id: 42 } },
    ]);
    expect(packet).toMatchObject({ payload: hex('c0 ff ee'), malformed: null });
  });

  it('ends where the payload length says', () => {
    const packet = decodeIpv6(bytes(ipv6(UDP, udp(9, hex('aa'))), [0, 0, 0]));
    expect(packet.payload).toEqual(hex('aa'));
    expect(decodeIpv6(bytes(ipv6(59, hex('')), [0, 0])).payload).toEqual(hex(''));
  });

  it('takes the frame length for a jumbogram', () => {
    const hopByHop = hex('06 00 c204 00011170');
    const packet = decodeIpv6(ipv6(0, bytes(hopByHop, tcp(hex(''))), 0), 70_068);
    expect(packet.layers).toMatchObject([{ payloadLength: 0 }, { payloadLength: 70_000 }]);
  });

  it('bounds the chain of extension headers', () => {
    const packet = decodeIpv6(ipv6(60, bytes(...Array(9).fill(hex('3c 00 0104 00000000')))));
    expect(packet.layers).toEqual([]);
    expect(packet.malformed).toEqual({ protocol: 'ipv6', reason: 'too many extension headers' });
  });

  it('is malformed when an extension header overruns the packet, cut when the capture ended', () => {
    const overrun = ipv6(60, hex('3a 05 0104 00000000'));
    expect(decodeIpv6(overrun).malformed).toMatchObject({ protocol: 'ipv6' });
    const whole = ipv6(60, bytes(hex('3a 00 0104 00000000'), echo(128)));
    expect(decodeIpv6(whole.subarray(0, 44), whole.length)).toMatchObject({
      layers: [],
      cut: true,
      malformed: null,
    });
  });

  it('is malformed when it is IPv4', () => {
    const bad = bytes(ipv4({ protocol: ICMP }, echo()), Array(20).fill(0));
    expect(decodeIpv6(bad).malformed).toEqual({ protocol: 'ipv6', reason: 'version 4' });
  });
});
