import type { Direction, Frame } from '../../src/packets/frame.ts';
import { be16, be32, bytes, hex } from '../packets/build.ts';

/** More of test/packets/build.ts: packets whose every field that a verdict looks at can be chosen. */

export interface EchoFields {
  /** 8, 0, 128 or 129. */
  readonly type: number;
  readonly id: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

export function echo({ type, id, sequence, payload }: EchoFields): Uint8Array {
  return bytes([type, 0, 0, 0], be16(id), be16(sequence), payload);
}

export function ipv4(
  fields: { protocol: number; ttl?: number; source?: string; destination?: string },
  payload: Uint8Array,
): Uint8Array {
  const { protocol, ttl = 64, source = '10.0.0.1', destination = '10.0.0.2' } = fields;
  return bytes(
    [0x45, 0],
    be16(20 + payload.length),
    [0, 7, 0, 0, ttl, protocol, 0, 0],
    source.split('.').map(Number),
    destination.split('.').map(Number),
    payload,
  );
}

export function ipv6(fields: { nextHeader: number }, payload: Uint8Array): Uint8Array {
  return bytes(
    [0x60, 0, 0, 0],
    be16(payload.length),
    [fields.nextHeader, 64],
    hex('fd000000000000000000000000000001'),
    hex('fd000000000000000000000000000002'),
    payload,
  );
}

export function udp(from: number, to: number, payload: Uint8Array): Uint8Array {
  return bytes(be16(from), be16(to), be16(8 + payload.length), [0, 0], payload);
}

export function tcp(from: number, to: number, payload: Uint8Array): Uint8Array {
  return bytes(
    [be16(from), be16(to), be32(1), be32(1)].flat(),
    [0x50, 0x10],
    be16(502),
    [0, 0, 0, 0],
    payload,
  );
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** A cooked header of an Ethernet device, incoming, before the packet. */
export function sll2(protocol: number, packet: Uint8Array): Uint8Array {
  return bytes(
    [be16(protocol), be16(0), be32(2), be16(1)].flat(),
    [0, 6],
    hex('02 00 00 00 00 99 00 00'),
    packet,
  );
}

/** A captured Ethernet frame. */
export function ethernetFrame(
  bytesOnWire: Uint8Array,
  timestampNs = 0n,
  direction: Direction | null = null,
): Frame {
  return {
    timestampNs,
    linkType: 1,
    bytes: bytesOnWire,
    length: bytesOnWire.length,
    direction,
    ifindex: null,
    interfaceId: 0,
  };
}
