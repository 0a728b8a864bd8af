import { decode } from '../../src/packets/decode.ts';
import type { Direction, Frame } from '../../src/packets/frame.ts';

/** Offsets in the recorded frames: LINUX_SLL2 right before an IP header without options. */
const SLL2 = { ifindex: 4, source: 12, ip: 20 } as const;
const IP = {
  4: { ttl: 8, source: 12, destination: 16, length: 4 },
  6: { ttl: 7, source: 8, destination: 24, length: 16 },
} as const;

export function withDirection(frame: Frame, direction: Direction | null): Frame {
  return { ...frame, direction };
}

export function opposite(direction: Direction | null): Direction {
  return direction === 'in' ? 'out' : 'in';
}

export function at(frame: Frame, timestampNs: bigint): Frame {
  return { ...frame, timestampNs };
}

export function withTtlStep(frame: Frame, step: number): Frame {
  return patched(frame, (bytes) => {
    bytes[ipAt(frame) + IP[versionOf(frame)].ttl]! += step;
  });
}

/** The same packet from (or to) an address whose last byte is another. */
export function withOtherAddress(frame: Frame, end: 'source' | 'destination', by: number): Frame {
  const { length, [end]: start } = IP[versionOf(frame)];
  return patched(frame, (bytes) => {
    bytes[ipAt(frame) + start + length - 1]! ^= by;
  });
}

export function withSourceMac(frame: Frame, mac: readonly number[]): Frame {
  return patched(frame, (bytes) => bytes.set(mac, SLL2.source));
}

export function withIfindex(frame: Frame, ifindex: number): Frame {
  const changed = patched(frame, (bytes) =>
    new DataView(bytes.buffer).setUint32(SLL2.ifindex, ifindex),
  );
  return { ...changed, ifindex };
}

export function sourceMacOf(frame: Frame): number[] {
  return [...frame.bytes.subarray(SLL2.source, SLL2.source + 6)];
}

/** Of the innermost header: in the overlay IPv4, UDP, VXLAN and Ethernet are before it. */
function ipAt(frame: Frame): number {
  const wrapped = decode(frame).layers.some((layer) => layer.protocol === 'vxlan');
  return SLL2.ip + (wrapped ? 20 + 8 + 8 + 14 : 0);
}

function versionOf(frame: Frame): 4 | 6 {
  const ip = decode(frame).layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
  if (!ip) throw new Error('no IP packet');
  return ip.protocol === 'ipv4' ? 4 : 6;
}

function patched(frame: Frame, patch: (bytes: Uint8Array) => void): Frame {
  const bytes = Uint8Array.from(frame.bytes);
  patch(bytes);
  return { ...frame, bytes };
}
