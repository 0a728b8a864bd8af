import fc from 'fast-check';
import type { Direction, Frame } from '../../src/packets/frame.ts';
import { LINK_TYPE } from '../../src/packets/link-type.ts';
import { be16, bytes, hex } from '../packets/build.ts';
import { echo, ipv4, ipv6, sll2, udp } from './packets.ts';

/** What other people send on the same link: nothing of it may ever touch a verdict. */
const packet: fc.Arbitrary<{ protocol: number; packet: Uint8Array }> = fc.oneof(
  fc.constantFrom(1, 2).map((operation) => ({ protocol: 0x0806, packet: arp(operation) })),
  fc.constantFrom(133, 134, 135, 136).map((type) => ({
    protocol: 0x86dd,
    packet: ipv6({ nextHeader: 58 }, bytes([type, 0, 0, 0], hex('00'.repeat(20)))),
  })),
  echoes(8, 0).map((fields) => ({
    protocol: 0x0800,
    packet: ipv4({ protocol: 1 }, echo(fields)),
  })),
  echoes(128, 129).map((fields) => ({
    protocol: 0x86dd,
    packet: ipv6({ nextHeader: 58 }, echo(fields)),
  })),
  fc.tuple(port(), port(), fc.uint8Array({ maxLength: 64 })).map(([from, to, payload]) => ({
    protocol: 0x0800,
    packet: ipv4({ protocol: 17 }, udp(from, to, payload)),
  })),
  fc.uint8Array({ maxLength: 60 }).map((rubbish) => ({ protocol: 0x0800, packet: rubbish })),
);

/** Frames that are no part of any probe, about the time of `near`. */
export function noise(near: bigint): fc.Arbitrary<Frame> {
  return fc
    .record({
      packet,
      direction: fc.constantFrom<Direction>('in', 'out'),
      after: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
    })
    .map(({ packet, direction, after }) => {
      const cooked = sll2(packet.protocol, packet.packet);
      return {
        timestampNs: near + after,
        linkType: LINK_TYPE.LINUX_SLL2,
        bytes: cooked,
        length: cooked.length,
        direction,
        ifindex: 2,
        interfaceId: 0,
      };
    });
}

/** Other people's pings. */
function echoes(...types: readonly number[]) {
  return fc.record({
    type: fc.constantFrom(...types),
    id: fc.nat({ max: 0xffff }),
    sequence: fc.integer({ min: 1, max: 3 }),
    payload: fc.uint8Array({ minLength: 40, maxLength: 40 }),
  });
}

/** Any but the probe's own. */
function port(): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: 65_535 }).filter((n) => n !== 8080);
}

function arp(operation: number): Uint8Array {
  return bytes(be16(1), be16(0x0800), 6, 4, be16(operation), hex('00'.repeat(20)));
}
