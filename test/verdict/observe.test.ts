import { describe, expect, it } from 'vitest';
import { LINK_TYPE } from '../../src/packets/link-type.ts';
import { checkSignature } from '../../src/verdict/check-signature.ts';
import { checkWitnesses } from '../../src/verdict/check-witnesses.ts';
import { marker } from '../../src/verdict/join-key.ts';
import { observe, type SentProbe, type TapCapture } from '../../src/verdict/observe.ts';
import { in_, none } from '../../src/verdict/signature.ts';
import { be16, bytes, ethernet, hex, vlan, vxlan } from '../packets/build.ts';
import { echo, ethernetFrame, ipv4, ipv6, latin1, sll2, tcp, udp } from '../support/packets.ts';

const NONCE = '0123456789abcdef';

const sentPing: SentProbe = {
  key: { kind: 'ping', nonce: NONCE, id: null },
  sequences: [1, 2, 3],
  answered: 3,
  complaint: '',
  canaries: [],
};

const payload = hex(NONCE.repeat(5));
const icmp = (sequence: number, nonce = NONCE) =>
  echo({ type: 8, id: 1, sequence, payload: hex(nonce.repeat(5)) });
const inner = (sequence: number) =>
  ipv4({ protocol: 1, ttl: 61, source: '10.1.0.1', destination: '10.2.0.2' }, icmp(sequence));

/** A frame between two of Weave's peers, as their processes send it. */
function sleeve(frame: Uint8Array): Uint8Array {
  return bytes(hex('02 00 c0 a8 32 01'), new Uint8Array(12), be16(frame.length), frame);
}

function capture(packets: readonly Uint8Array[], fields: Partial<TapCapture> = {}): TapCapture {
  return {
    ...{ tap: 'node1/eth0', device: 'eth0', mac: null, fault: null, kernelDrops: 0 },
    frames: packets.map((packet, i) => ethernetFrame(packet, BigInt(i), 'in')),
    ...fields,
  };
}

function sightingsOf(...packets: Uint8Array[]) {
  return observe(sentPing, [capture(packets)]).taps[0]!.sightings;
}

describe('a packet that was sighted', () => {
  it('is told by its innermost addresses, TTL and MAC addresses', () => {
    expect(sightingsOf(ethernet(0x0800, inner(2)))).toEqual([
      {
        ...{ probe: 1, leg: 'request', direction: 'in', timestampNs: 0n },
        ...{ source: '10.1.0.1', destination: '10.2.0.2', ttl: 61, encapsulation: [] },
        ...{ sourceMac: '02:00:00:00:00:01', destinationMac: '02:00:00:00:00:02' },
      },
    ]);
  });

  it('has no number if it is numbered beyond what was sent', () => {
    expect(sightingsOf(ethernet(0x0800, inner(4)))[0]!.probe).toBeNull();
  });

  it.each([
    [
      'VXLAN',
      ipv4({ protocol: 17 }, udp(40_000, 4789, vxlan(42, ethernet(0x0800, inner(1))))),
      [{ kind: 'vxlan', vni: 42 }],
    ],
    ['IP in IP', ipv4({ protocol: 4 }, inner(1)), [{ kind: 'ipip', vni: null }]],
    [
      'GRE',
      ipv4({ protocol: 47 }, Uint8Array.from([0, 0, 8, 0, ...inner(1)])),
      [{ kind: 'gre', vni: null }],
    ],
    [
      'VXLAN in IP in IP',
      ipv4(
        { protocol: 4 },
        ipv4({ protocol: 17 }, udp(40_000, 4789, vxlan(7, ethernet(0x0800, inner(1))))),
      ),
      [
        { kind: 'ipip', vni: null },
        { kind: 'vxlan', vni: 7 },
      ],
    ],
    [
      'Geneve',
      ipv4({ protocol: 17 }, udp(40_000, 6081, bytes([0, 0, 8, 0, 0, 0, 9, 0], inner(1)))),
      [{ kind: 'geneve', vni: 9 }],
    ],
    [
      "flannel's UDP",
      ipv4({ protocol: 17 }, udp(8285, 8285, inner(1))),
      [{ kind: 'udp', vni: null }],
    ],
    [
      "Weave's sleeve",
      ipv4({ protocol: 17 }, udp(40_000, 6783, sleeve(ethernet(0x0800, inner(1))))),
      [{ kind: 'sleeve', vni: null }],
    ],
    ['IPv4 in IPv6', ipv6({ nextHeader: 4 }, inner(1)), [{ kind: 'ipip', vni: null }]],
  ])('is told what it was carried by: %s', (_, packet, encapsulation) => {
    const [sighting] = sightingsOf(ethernet(packet[0]! >> 4 === 6 ? 0x86dd : 0x0800, packet));
    expect(sighting).toMatchObject({ source: '10.1.0.1', ttl: 61, encapsulation });
  });

  it('of IPv6 is told by its hop limit, and is in IP in IP where another IP header bears it', () => {
    const carried = ipv6({ nextHeader: 58 }, echo({ type: 128, id: 1, sequence: 1, payload }));
    const bare = { source: 'fd00::1', destination: 'fd00::2', ttl: 64, encapsulation: [] };
    expect(sightingsOf(ethernet(0x86dd, carried))).toMatchObject([bare]);
    const encapsulation = [{ kind: 'ipip', vni: null }];
    const in4 = ethernet(0x0800, ipv4({ protocol: 41 }, carried));
    const in6 = ethernet(0x86dd, ipv6({ nextHeader: 41 }, carried));
    for (const packet of [in4, in6]) {
      expect(sightingsOf(packet)).toMatchObject([{ ...bare, encapsulation }]);
    }
  });

  it('has the MAC addresses that its link has: both, that of its sender, or none', () => {
    const macs = (linkType: number, frame: Uint8Array) => {
      const frames = [{ ...ethernetFrame(frame, 0n, 'in'), linkType }];
      const [seen] = observe(sentPing, [capture([], { frames })]).taps[0]!.sightings;
      return [seen!.sourceMac, seen!.destinationMac];
    };
    const cooked = hex('0000 0001 0006 0200 0000 0099 0000 0800');
    expect(macs(LINK_TYPE.LINUX_SLL, bytes(cooked, inner(1)))).toEqual(['02:00:00:00:00:99', null]);
    const cooked2 = sll2(0x0800, inner(1));
    expect(macs(LINK_TYPE.LINUX_SLL2, cooked2)).toEqual(['02:00:00:00:00:99', null]);
    expect(macs(LINK_TYPE.RAW, inner(1))).toEqual([null, null]);
  });

  it('is none of what cannot be read', () => {
    const unknown = { ...ethernetFrame(inner(1), 0n, 'in'), linkType: 9999 };
    const [tap] = observe(sentPing, [capture([], { frames: [unknown] })]).taps;
    expect(tap).toMatchObject({ sightings: [], frames: { in: 1, out: 0 }, canaries: 0 });
  });

  it('is told by its VLAN tag, which only counts where one is asked for', () => {
    const tagged = ethernet(0x8100, vlan(5, 0x0800, inner(1)));
    const encapsulation = [{ kind: 'vlan' as const, vni: 5 }];
    expect(sightingsOf(tagged)).toMatchObject([{ probe: 0, encapsulation }]);
    const carriedAs = (expected: Parameters<typeof in_>[1]) => {
      const signature = { 'node1/eth0': { request: in_(0, expected), reply: none } };
      const checks = [...checkSignature(observe(sentPing, [capture([tagged])]), signature)];
      return checks.find(({ code }) => code === 'encapsulation');
    };
    expect(carriedAs({})).toMatchObject({ ok: true, seen: 'plain' });
    expect(carriedAs({ encapsulation })).toMatchObject({ ok: true, seen: 'vlan 5' });
    expect(carriedAs({ encapsulation: [{ kind: 'vlan', vni: 6 }] })).toMatchObject({ ok: false });
  });

  it('is sighted once for every message that it carries', () => {
    const text = marker(NONCE, 'request', 1) + marker(NONCE, 'request', 2);
    const joined = ethernet(0x0800, ipv4({ protocol: 6 }, tcp(40_000, 8080, latin1(text))));
    const sent: SentProbe = { ...sentPing, key: { kind: 'tcp', nonce: NONCE, port: 8080 } };
    const observation = observe(sent, [capture([joined], { tap: 'pod1/lxc' })]);
    expect(observation.taps[0]!.sightings.map((s) => s.probe)).toEqual([0, 1]);
    expect(observation.taps[0]!.frames).toEqual({ in: 1, out: 0 });
    // the device counted the one frame too, which is no disagreement
    const evidence = { counters: [{ tap: 'pod1/lxc', rx: 1, tx: 0 }], programs: [], conntrack: [] };
    const expected = { programs: [], conntrack: 'untracked' } as const;
    expect(checkWitnesses(observation, evidence, expected, {})).toMatchObject([{ ok: true }]);
  });
});

describe('a tap', () => {
  it('counts all its frames by direction, whatever they are', () => {
    const strangers = [ethernet(0x0806, hex('00'.repeat(28))), ethernet(0x0800, icmp(1))];
    const frames = [
      ethernetFrame(strangers[0]!, 0n, 'in'),
      ethernetFrame(strangers[1]!, 1n, 'out'),
      ethernetFrame(ethernet(0x0800, inner(1)), 2n, 'out'),
      ethernetFrame(ethernet(0x0800, inner(2)), 3n, null),
    ];
    const [tap] = observe(sentPing, [capture([], { frames })]).taps;
    expect(tap!.frames).toEqual({ in: 1, out: 2 });
    expect(tap!.sightings).toHaveLength(2);
  });

  it('counts canaries apart from the probe', () => {
    const other = 'fedcba9876543210';
    const canary = ethernet(0x0800, ipv4({ protocol: 1 }, icmp(1, other)));
    const sent: SentProbe = { ...sentPing, canaries: [{ kind: 'ping', nonce: other, id: null }] };
    const [tap] = observe(sent, [capture([canary, ethernet(0x0800, inner(1))])]).taps;
    expect(tap).toMatchObject({ canaries: 1, fault: null });
    expect(tap!.sightings).toHaveLength(1);
    expect(observe(sentPing, [capture([canary])]).taps[0]!.canaries).toBe(0);
  });

  it('is not believed where the kernel dropped packets, or the capture was at fault', () => {
    const faultOf = (fields: Partial<TapCapture>) =>
      observe(sentPing, [capture([], fields)]).taps[0]!.fault;
    expect(faultOf({})).toBeNull();
    expect(faultOf({ kernelDrops: 2 })).toBe('the kernel dropped 2 packets');
    expect(faultOf({ kernelDrops: 2, fault: 'tcpdump ended' })).toBe('tcpdump ended');
  });
});

it('passes on what the sender and the captures say', () => {
  const sent: SentProbe = {
    ...sentPing,
    asked: 'service',
    service: '10.96.0.1',
    complaint: 'none',
  };
  const { probe, taps } = observe(sent, [capture([], { clock: 'node2' }), capture([])]);
  expect(probe).toMatchObject({ asked: 'service', service: '10.96.0.1', complaint: 'none' });
  expect(taps.map(({ clock }) => clock)).toEqual(['node2', undefined]);
});

it('numbers the probes by the sequence numbers that were sent, wherever they start', () => {
  const sent: SentProbe = { ...sentPing, sequences: [7, 9] };
  const packets = [9, 7, 8].map((sequence) => ethernet(0x0800, inner(sequence)));
  const { probe, taps } = observe(sent, [capture(packets)]);
  expect(probe).toEqual({ kind: 'ping', count: 2, answered: 3, complaint: '' });
  expect(taps[0]!.sightings.map((s) => s.probe)).toEqual([1, 0, null]);
});
