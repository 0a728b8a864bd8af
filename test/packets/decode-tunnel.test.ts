import { describe, expect, it } from 'vitest';
import { type DecodeOptions, decode } from '../../src/packets/decode.ts';
import { be16, bytes, echo, ethernet, frameOf, hex, ipv4, ipv6, udp, vxlan } from './build.ts';

const PING = ipv4({ protocol: 1 }, echo());
const INNER = ethernet(0x0800, PING);
const INNER_LAYERS = ['ethernet', 'ipv4', 'icmp'];

function decodeIp(protocol: number, payload: Uint8Array, options?: DecodeOptions) {
  const packet = decode(frameOf(ipv4({ protocol }, payload), 228), options);
  return { ...packet, protocols: packet.layers.map((layer) => layer.protocol) };
}

function decodeUdp(port: number, payload: Uint8Array, options?: DecodeOptions) {
  return decodeIp(17, udp(port, payload), options);
}

describe('vxlan', () => {
  it.each([4789, 8472])('on port %i', (port) => {
    const packet = decodeUdp(port, vxlan(0xabcdef, INNER));
    expect(packet.protocols).toEqual(['ipv4', 'udp', 'vxlan', ...INNER_LAYERS]);
    expect(packet.layers[2]).toEqual({ protocol: 'vxlan', vni: 0xabcdef });
  });

  it('is plain UDP without the I flag, or too short', () => {
    for (const payload of [vxlan(1, INNER, 0xf7), hex('08000000000001')]) {
      const packet = decodeUdp(4789, payload);
      expect(packet).toMatchObject({ protocols: ['ipv4', 'udp'], payload, malformed: null });
    }
  });

  it('is known by the destination port only', () => {
    expect(decodeUdp(4790, vxlan(1, INNER)).protocols).toEqual(['ipv4', 'udp']);
  });

  it('is cut, not plain UDP, when the capture ends in its header', () => {
    const whole = ipv4({ protocol: 17 }, udp(4789, vxlan(1, INNER)));
    const packet = decode(frameOf(whole.subarray(0, 33), 228, whole.length));
    expect(packet.layers).toHaveLength(2);
    expect(packet).toMatchObject({ cut: true, malformed: null });
  });

  it('nests, and stops at sixteen layers', () => {
    let packet = INNER;
    for (let i = 0; i < 8; i++) {
      packet = ethernet(0x0800, ipv4({ protocol: 17 }, udp(4789, vxlan(i, packet))));
    }
    const decoded = decode(frameOf(packet));
    expect(decoded.layers).toHaveLength(16);
    expect(decoded.malformed?.reason).toBe('too many layers');
  });

  it('reports an inner packet longer than the tunnel carries', () => {
    const packet = decodeUdp(4789, vxlan(1, INNER.subarray(0, 40)));
    expect(packet.protocols).toEqual(['ipv4', 'udp', 'vxlan', 'ethernet']);
    expect(packet.malformed).toEqual({ protocol: 'ipv4', reason: 'claims 36 bytes, 26 left' });
  });

  it('decodes inside a first fragment', () => {
    const datagram = udp(4789, vxlan(1, INNER)).subarray(0, 56);
    const packet = decode(frameOf(ipv4({ protocol: 17, fragment: 0x2000 }, datagram), 228));
    expect(packet.layers.map((l) => l.protocol)).toEqual([
      'ipv4',
      'udp',
      'vxlan',
      ...INNER_LAYERS.slice(0, 2),
    ]);
    expect(packet.malformed?.reason).toBe('8 bytes of header, 6 left in this fragment');
  });
});

describe('geneve', () => {
  it('skips options', () => {
    const header = hex('02 40 6558 00002a00 0101000100000001');
    const packet = decodeUdp(6081, bytes(header, INNER));
    expect(packet.protocols).toEqual(['ipv4', 'udp', 'geneve', ...INNER_LAYERS]);
    expect(packet.layers[2]).toEqual({ protocol: 'geneve', vni: 42, innerProtocol: 0x6558 });
  });

  it('carries IP directly', () => {
    const packet = decodeUdp(6081, bytes(hex('00 00 0800 00002a00'), PING));
    expect(packet.protocols).toEqual(['ipv4', 'udp', 'geneve', 'ipv4', 'icmp']);
  });

  it('is plain UDP in another version, malformed when the options overrun', () => {
    const other = decodeUdp(6081, bytes(hex('40 00 6558 00002a00'), INNER));
    expect(other).toMatchObject({ protocols: ['ipv4', 'udp'], malformed: null });
    const overrun = decodeUdp(6081, hex('3f 00 6558 00002a00'));
    expect(overrun).toMatchObject({ malformed: { protocol: 'geneve' } });
  });
});

describe('flannel udp', () => {
  it('is bare IPv4', () => {
    expect(decodeUdp(8285, PING).protocols).toEqual(['ipv4', 'udp', 'ipv4', 'icmp']);
  });

  it('is plain UDP unless it is one IPv4 packet to the byte', () => {
    for (const payload of [hex('45'), bytes(PING, 0), PING.subarray(1), ipv6(59, hex(''))]) {
      const packet = decodeUdp(8285, payload);
      expect(packet).toMatchObject({ protocols: ['ipv4', 'udp'], payload, malformed: null });
    }
  });
});

describe('sleeve', () => {
  const sleeve = (length: number, ...frames: Uint8Array[]) =>
    bytes(hex('0200c0a83201 0200c0a83201 0200c0a83202'), be16(length), ...frames);

  it('names the peers of its frame', () => {
    const packet = decodeUdp(6783, sleeve(INNER.length, INNER));
    expect(packet.protocols).toEqual(['ipv4', 'udp', 'sleeve', ...INNER_LAYERS]);
    expect(packet.layers[2]).toEqual({
      ...{ protocol: 'sleeve', source: '02:00:c0:a8:32:01', destination: '02:00:c0:a8:32:02' },
    });
  });

  it('is plain UDP unless it is one frame to the byte: heartbeats, several frames, what is encrypted', () => {
    const one = sleeve(INNER.length, INNER);
    const several = bytes(one, one.subarray(6));
    for (const payload of [hex('0200c0a83201'), one.subarray(1), bytes(one, 0), several]) {
      const packet = decodeUdp(6783, payload);
      expect(packet).toMatchObject({ protocols: ['ipv4', 'udp'], payload, malformed: null });
    }
  });
});

describe('tunnels option', () => {
  it('replaces the default ports', () => {
    const options = { tunnels: { 9999: 'vxlan' } } as const;
    expect(decodeUdp(9999, vxlan(1, INNER), options).protocols).toContain('vxlan');
    expect(decodeUdp(8472, vxlan(1, INNER), options).protocols).toEqual(['ipv4', 'udp']);
  });
});

describe('IP in IP', () => {
  it('decodes IPIP and 6in4', () => {
    expect(decodeIp(4, PING).protocols).toEqual(['ipv4', 'ipv4', 'icmp']);
    expect(decodeIp(41, ipv6(58, echo(128))).protocols).toEqual(['ipv4', 'ipv6', 'icmpv6']);
  });
});

describe('gre', () => {
  it('carries IP', () => {
    const packet = decodeIp(47, bytes(hex('0000 0800'), PING));
    expect(packet.protocols).toEqual(['ipv4', 'gre', 'ipv4', 'icmp']);
    expect(packet.layers[1]).toEqual({ protocol: 'gre', innerProtocol: 0x0800, key: null });
  });

  it('carries Ethernet behind a checksum, key and sequence number', () => {
    const packet = decodeIp(47, bytes(hex('b000 6558 00000000 fffffffe 00000001'), INNER));
    expect(packet.protocols).toEqual(['ipv4', 'gre', ...INNER_LAYERS]);
    expect(packet.layers[1]).toMatchObject({ key: 0xfffffffe });
  });

  it('leaves PPTP and source routes undecoded', () => {
    for (const flags of ['3001', '4000']) {
      const payload = bytes(hex(`${flags} 880b 00000000 00000000`), PING);
      expect(decodeIp(47, payload)).toMatchObject({
        protocols: ['ipv4'],
        payload,
        malformed: null,
      });
    }
  });

  it('is malformed when the key overruns the packet', () => {
    expect(decodeIp(47, hex('2000 0800')).malformed).toMatchObject({ protocol: 'gre' });
  });
});
