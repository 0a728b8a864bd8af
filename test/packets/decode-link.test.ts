import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { LINK_TYPE } from '../../src/packets/link-type.ts';
import { bytes, echo, ethernet, frameOf, hex, ipv4, ipv6, vlan } from './build.ts';

const PING = ipv4({ protocol: 1 }, echo());
const PING6 = ipv6(58, echo(128));
const ARP = hex('0001 0800 06 04 0002 020000000001 0a000001 020000000002 0a000002');

describe('ethernet', () => {
  it('names both ends and the type', () => {
    const packet = decode(frameOf(ethernet(0x88cc, hex('c0ffee'))));
    expect(packet).toEqual({
      layers: [
        {
          protocol: 'ethernet',
          source: '02:00:00:00:00:01',
          destination: '02:00:00:00:00:02',
          etherType: 0x88cc,
        },
      ],
      payload: hex('c0ffee'),
      cut: false,
      malformed: null,
    });
  });

  it('takes a type up to 1500 for the length of an 802.3 frame', () => {
    const packet = decode(frameOf(ethernet(3, hex('424203 0000000000'))));
    expect(packet).toMatchObject({ payload: hex('424203'), malformed: null });
  });

  it('is cut when the capture ends in the header, malformed when the frame does', () => {
    const frame = ethernet(0x0800, PING);
    const cut = decode(frameOf(frame.subarray(0, 13), 1, frame.length));
    expect(cut).toMatchObject({ layers: [], cut: true, malformed: null });
    const short = decode(frameOf(frame.subarray(0, 13)));
    expect(short).toMatchObject({
      layers: [],
      cut: false,
      malformed: { protocol: 'ethernet', reason: '14 bytes of header, 13 left' },
    });
  });

  it('is cut when only the payload is', () => {
    const frame = ethernet(0x0800, PING);
    const packet = decode(frameOf(frame.subarray(0, 44), 1, frame.length));
    expect(packet).toMatchObject({ payload: hex('0102'), cut: true, malformed: null });
    expect(packet.layers).toHaveLength(3);
  });

  it('believes the bytes over a wire length below them', () => {
    const frame = ethernet(0x0800, PING);
    expect(decode(frameOf(frame, 1, 0))).toEqual(decode(frameOf(frame)));
  });

  it('is not cut when only padding is', () => {
    const frame = ethernet(0x0800, PING);
    expect(decode(frameOf(frame, 1, 60)).cut).toBe(false);
  });
});

describe('vlan', () => {
  it('reads stacked tags', () => {
    const tagged = vlan(0xb064, 0x8100, vlan(0x0005, 0x0800, PING));
    expect(decode(frameOf(ethernet(0x88a8, tagged))).layers).toMatchObject([
      { protocol: 'ethernet', etherType: 0x88a8 },
      { protocol: 'vlan', id: 100, priority: 5, dropEligible: true, etherType: 0x8100 },
      { protocol: 'vlan', id: 5, priority: 0, dropEligible: false, etherType: 0x0800 },
      { protocol: 'ipv4' },
      { protocol: 'icmp' },
    ]);
  });

  it('stops at sixteen layers', () => {
    const endless = bytes(...Array(100).fill(hex('0001 8100')));
    const packet = decode(frameOf(ethernet(0x8100, endless)));
    expect(packet.layers).toHaveLength(16);
    expect(packet.malformed).toEqual({ protocol: 'vlan', reason: 'too many layers' });
  });
});

describe('arp', () => {
  it('reads IPv4 over Ethernet, without the padding', () => {
    const packet = decode(frameOf(ethernet(0x0806, bytes(ARP, Array(18).fill(0)))));
    expect(packet.layers[1]).toEqual({
      protocol: 'arp',
      operation: 2,
      senderMac: '02:00:00:00:00:01',
      senderIp: '10.0.0.1',
      targetMac: '02:00:00:00:00:02',
      targetIp: '10.0.0.2',
    });
    expect(packet).toMatchObject({ payload: hex(''), cut: false, malformed: null });
  });

  it('leaves other hardware undecoded, and calls wrong address lengths malformed', () => {
    const infiniband = bytes(hex('0020'), ARP.subarray(2));
    expect(decode(frameOf(ethernet(0x0806, infiniband)))).toMatchObject({
      layers: [{ protocol: 'ethernet' }],
      payload: infiniband,
      malformed: null,
    });
    const wrong = bytes(ARP.subarray(0, 4), hex('0804'), ARP.subarray(6));
    expect(decode(frameOf(ethernet(0x0806, wrong))).malformed?.protocol).toBe('arp');
  });
});

describe('cooked captures', () => {
  it('reads SLL', () => {
    const header = hex('0004 0001 0006 0200000000010000 0800');
    expect(decode(frameOf(bytes(header, PING), LINK_TYPE.LINUX_SLL)).layers).toMatchObject([
      {
        protocol: 'sll',
        packetType: 4,
        hardwareType: 1,
        source: '02:00:00:00:00:01',
        etherType: 0x0800,
      },
      { protocol: 'ipv4' },
      { protocol: 'icmp' },
    ]);
  });

  it('reads SLL2', () => {
    const header = hex('86dd 0000 0000004b 0001 00 06 0200000000010000');
    expect(decode(frameOf(bytes(header, PING6), LINK_TYPE.LINUX_SLL2)).layers).toMatchObject([
      {
        protocol: 'sll2',
        packetType: 0,
        hardwareType: 1,
        source: '02:00:00:00:00:01',
        etherType: 0x86dd,
        ifindex: 75,
      },
      { protocol: 'ipv6' },
      { protocol: 'icmpv6' },
    ]);
  });

  it('has no source where the link has no MAC addresses', () => {
    const sll = bytes(hex('0000 0300 0000 0000000000000000 0800'), PING);
    expect(decode(frameOf(sll, LINK_TYPE.LINUX_SLL)).layers[0]).toMatchObject({ source: null });
    const sll2 = bytes(hex('0800 0000 00000001 0300 00 00 0000000000000000'), PING);
    expect(decode(frameOf(sll2, LINK_TYPE.LINUX_SLL2)).layers[0]).toMatchObject({ source: null });
  });
});

describe('links without a link layer', () => {
  it.each([LINK_TYPE.RAW, LINK_TYPE.RAW_12, LINK_TYPE.RAW_14])('raw IP, link type %i', (type) => {
    expect(decode(frameOf(PING, type)).layers).toMatchObject([{ protocol: 'ipv4' }, {}]);
    expect(decode(frameOf(PING6, type)).layers).toMatchObject([{ protocol: 'ipv6' }, {}]);
    expect(decode(frameOf(hex('50'), type)).malformed?.reason).toBe('version 5');
  });

  it.each([
    ['little endian', '02000000', PING, 'ipv4'],
    ['big endian', '00000002', PING, 'ipv4'],
    ['Linux', '0a000000', PING6, 'ipv6'],
    ['FreeBSD', '1c000000', PING6, 'ipv6'],
    ['macOS', '1e000000', PING6, 'ipv6'],
  ])('BSD loopback, %s', (_, family, ip, protocol) => {
    const packet = decode(frameOf(bytes(hex(family), ip), LINK_TYPE.NULL));
    expect(packet.layers).toMatchObject([{ protocol }, {}]);
  });

  it('leaves an unknown link type as payload', () => {
    expect(decode(frameOf(PING, 147))).toEqual({
      layers: [],
      payload: PING,
      cut: false,
      malformed: null,
    });
  });
});
