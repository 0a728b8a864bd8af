import { decode } from '../../src/packets/decode.ts';
import type { Direction, Frame } from '../../src/packets/frame.ts';
import type { Layer } from '../../src/packets/packet.ts';

/** Offsets in a header. */
const SLL2 = { ifindex: 4, source: 12 } as const;
const IP = {
  4: { ttl: 8, source: 12, destination: 16, length: 4 },
  6: { ttl: 7, source: 8, destination: 24, length: 16 },
} as const;
const ETHERNET = { source: 6 } as const;
const ECHO = { id: 4, sequence: 6, length: 8 } as const;
/** Of a message of ours: `cni-lab 0123456789abcdef q 1 `. */
const MARKED = { nonce: 8, number: 27 } as const;
const [NINE, SPACE] = [0x39, 0x20];

/** Bytes of the headers that recorded frames have, none of them with options. */
const LENGTH: Readonly<Partial<Record<Layer['protocol'], number>>> = {
  ...{
    sll2: 20,
    ethernet: 14,
    ipv4: 20,
    ipv6: 40,
    udp: 8,
    vxlan: 8,
    geneve: 8,
    gre: 4,
    sleeve: 20,
  },
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

/** As if another probe's, of a number that none has. */
export function withOtherNumber(frame: Frame): Frame {
  return patchedMessage(frame, {
    echo: (bytes, at) => bytes.fill(0x77, at + ECHO.sequence, at + ECHO.sequence + 2),
    marked: (bytes, at) => bytes.set([NINE, SPACE], at + MARKED.number),
  });
}

/** As if somebody else's, who sends the same. */
export function withOtherNonce(frame: Frame): Frame {
  return patchedMessage(frame, {
    echo: (bytes, at) => bytes.fill(0x42, at + ECHO.length),
    marked: (bytes, at) => bytes.fill(NINE, at + MARKED.nonce, at + MARKED.nonce + 16),
  });
}

/** Of a ping. */
export function withOtherEchoId(frame: Frame): Frame {
  return patched(frame, (bytes) => {
    bytes[innermost(frame, 'icmp', 'icmpv6').start + ECHO.id]! ^= 1;
  });
}

/** Of UDP or TCP. */
export function withOtherPort(frame: Frame, end: 'source' | 'destination'): Frame {
  const { start } = innermost(frame, 'udp', 'tcp');
  return patched(frame, (bytes) => {
    bytes[start + (end === 'source' ? 1 : 3)]! ^= 1;
  });
}

/** The number that IPv4 gives a packet for its fragments. */
export function withOtherIpId(frame: Frame): Frame {
  return patched(frame, (bytes) => {
    bytes[ipAt(frame) + 5]! ^= 1;
  });
}

/** The network identifier of VXLAN or Geneve. */
export function withOtherVni(frame: Frame): Frame {
  return patched(frame, (bytes) => {
    bytes[innermost(frame, 'vxlan', 'geneve').start + 6]! ^= 1;
  });
}

export function withOtherLastByte(frame: Frame): Frame {
  return patched(frame, (bytes) => {
    bytes[bytes.length - 1]! ^= 0xff;
  });
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
  return innermost(frame, 'ipv4', 'ipv6').start;
}

/** Of the innermost source address. */
function sourceMacAt(frame: Frame): number {
  const { protocol, start } = innermost(frame, 'sll2', 'ethernet');
  return start + (protocol === 'sll2' ? SLL2 : ETHERNET).source;
}

function versionOf(frame: Frame): 4 | 6 {
  return innermost(frame, 'ipv4', 'ipv6').protocol === 'ipv4' ? 4 : 6;
}

/** The last header of these protocols, and where it starts. */
function innermost(frame: Frame, ...protocols: readonly Layer['protocol'][]) {
  let start = 0;
  let found: { protocol: Layer['protocol']; start: number } | undefined;
  for (const { protocol } of decode(frame).layers) {
    if (protocols.includes(protocol)) found = { protocol, start };
    start += LENGTH[protocol] ?? Number.NaN; // nothing is looked for behind a header that is not known here
  }
  if (!found || Number.isNaN(found.start)) throw new Error(`no ${protocols.join(' or ')} header`);
  return found;
}

type Patch = (bytes: Uint8Array, at: number) => unknown;

/** By where the header of an echo starts, or the (first) marker of a message of ours. */
function patchedMessage(frame: Frame, { echo, marked }: { echo: Patch; marked: Patch }): Frame {
  const { layers, payload } = decode(frame);
  const isEcho = layers.at(-1)?.protocol.startsWith('icmp') ?? false;
  const body = payload.byteOffset - frame.bytes.byteOffset;
  return patched(frame, (bytes) => {
    if (isEcho) echo(bytes, innermost(frame, 'icmp', 'icmpv6').start);
    else marked(bytes, body + Buffer.from(payload).indexOf('cni-lab '));
  });
}

function patched(frame: Frame, patch: (bytes: Uint8Array) => void): Frame {
  const bytes = Uint8Array.from(frame.bytes);
  patch(bytes);
  return { ...frame, bytes };
}
