/** Builds packets byte by byte, innermost last: `ethernet(0x0800, ipv4({ protocol: 1 }, ...))`. */

export function bytes(...parts: (number | readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? part : [...part])));
}

/** Bytes from hexadecimal text; blanks are ignored. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function be16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

export function be32(value: number): number[] {
  return [...be16(value >>> 16), ...be16(value & 0xffff)];
}

export function ethernet(etherType: number, payload: Uint8Array): Uint8Array {
  return bytes(hex('02 00 00 00 00 02  02 00 00 00 00 01'), be16(etherType), payload);
}

export function vlan(tag: number, etherType: number, payload: Uint8Array): Uint8Array {
  return bytes(be16(tag), be16(etherType), payload);
}

export interface Ipv4Fields {
  protocol: number;
  options?: Uint8Array;
  /** Flags and fragment offset as the header has them. */
  fragment?: number;
  totalLength?: number;
}

/** 10.0.0.1 > 10.0.0.2, ttl 64, id 7, with the right checksum. */
export function ipv4(fields: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const options = fields.options ?? new Uint8Array();
  const headerLength = 20 + options.length;
  const header = bytes(
    0x40 | (headerLength / 4),
    0,
    be16(fields.totalLength ?? headerLength + payload.length),
    be16(7),
    be16(fields.fragment ?? 0),
    64,
    fields.protocol,
    [0, 0],
    [10, 0, 0, 1],
    [10, 0, 0, 2],
    options,
  );
  header.set(be16(checksum(header)), 10);
  return bytes(header, payload);
}

/** fd00::1 > fd00::2, hop limit 64. */
export function ipv6(nextHeader: number, payload: Uint8Array, length = payload.length): Uint8Array {
  return bytes(
    [0x60, 0, 0, 0],
    be16(length),
    nextHeader,
    64,
    hex('fd000000000000000000000000000001'),
    hex('fd000000000000000000000000000002'),
    payload,
  );
}

export function udp(port: number, payload: Uint8Array, length = 8 + payload.length): Uint8Array {
  return bytes(be16(40000), be16(port), be16(length), [0, 0], payload);
}

export function tcp(payload: Uint8Array, options: Uint8Array = new Uint8Array()): Uint8Array {
  const offset = (20 + options.length) / 4;
  return bytes(
    be16(40000),
    be16(443),
    be32(0xfffffffe),
    be32(0x80000001),
    offset << 4,
    0x18,
    be16(502),
    [0, 0, 0, 0],
    options,
    payload,
  );
}

/** An echo request, id 21, sequence 1, carrying eight bytes. */
export function echo(type = 8): Uint8Array {
  return bytes([type, 0, 0, 0], be16(21), be16(1), hex('0102030405060708'));
}

export function vxlan(vni: number, frame: Uint8Array, flags = 0x08): Uint8Array {
  return bytes([flags, 0, 0, 0], be32(vni << 8), frame);
}

/** A decode() argument for bytes captured whole. */
export function frameOf(packet: Uint8Array, linkType = 1, length = packet.length) {
  return { linkType, bytes: packet, length };
}

function checksum(header: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += (header[at]! << 8) | header[at + 1]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
