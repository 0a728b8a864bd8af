import { decode } from '../../src/packets/decode.ts';
import type { Direction, Frame } from '../../src/packets/frame.ts';

/** Offsets in the recorded frames, which are of LINUX_SLL2. */
const SLL2 = { ifindex: 4, source: 12 } as const;
const IP = {
  4: { ttl: 8, source: 12, destination: 16, length: 4, header: 20 },
  6: { ttl: 7, source: 8, destination: 24, length: 16, header: 40 },
} as const;
const ETHERNET = { source: 6 } as const;
/** In bytes, without options. */
const HEADERS: Readonly<Record<string, number>> = {
  ...{ sll2: 20, ethernet: 14, ipv4: 20, ipv6: 40, udp: 8, vxlan: 8, geneve: 8, gre: 4 },
};

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
  return patched(frame, (bytes) => bytes.set(mac, sourceMacAt(frame)));
}

export function withIfindex(frame: Frame, ifindex: number): Frame {
  const changed = patched(frame, (bytes) =>
    new DataView(bytes.buffer).setUint32(SLL2.ifindex, ifindex),
  );
  return { ...changed, ifindex };
}

export function sourceMacOf(frame: Frame): number[] {
  const start = sourceMacAt(frame);
  return [...frame.bytes.subarray(start, start + 6)];
}

/** Of the innermost IP header. */
function ipAt(frame: Frame): number {
  return startOf(frame, ['ipv4', 'ipv6'])!;
}

/** Of the innermost source address. */
function sourceMacAt(frame: Frame): number {
  const inner = startOf(frame, ['ethernet']);
  return inner === null ? SLL2.source : inner + ETHERNET.source;
}

/** Where the innermost header of one of these kinds starts, in whatever tunnels it is; null if there is none. */
function startOf(frame: Frame, kinds: readonly string[]): number | null {
  let at = 0;
  let found: number | null = null;
  for (const { protocol } of decode(frame).layers) {
    if (kinds.includes(protocol)) found = at;
    at += HEADERS[protocol] ?? 0;
  }
  return found;
}

function versionOf(frame: Frame): 4 | 6 {
  const innermost = versionsOf(frame).at(-1);
  if (!innermost) throw new Error('no IP packet');
  return innermost;
}

/** Of its IP headers, outermost first. */
function versionsOf(frame: Frame): (4 | 6)[] {
  return decode(frame).layers.flatMap(({ protocol }) => {
    if (protocol === 'ipv4') return 4;
    return protocol === 'ipv6' ? 6 : [];
  });
}

function patched(frame: Frame, patch: (bytes: Uint8Array) => void): Frame {
  const bytes = Uint8Array.from(frame.bytes);
  patch(bytes);
  return { ...frame, bytes };
}
