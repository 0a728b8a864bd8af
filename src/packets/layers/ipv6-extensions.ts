import { u16, u32 } from '../big-endian.ts';

/** The fragment header of an IPv6 packet, RFC 8200 section 4.5. */
export interface Ipv6Fragment {
  /** In bytes. */
  readonly offset: number;
  readonly more: boolean;
  readonly id: number;
}

/** Where a chain of extension headers leads. */
export interface Ipv6Extensions {
  /** The first protocol number that is no extension header walked here. */
  readonly nextHeader: number;
  /** Bytes the extension headers take. */
  readonly length: number;
  readonly fragment: Ipv6Fragment | null;
}

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;

/** RFC 8200 allows each once, destination options twice; more is an attack on the reader. */
const MAX_EXTENSIONS = 8;

/**
 * Walks the extension headers at `at`, the first of type `nextHeader`, up to the transport or a
 * fragment that is not the first. `has(length)` says whether that many bytes from `at` may be
 * read. Returns 'missing' if they may not, 'too many' past a bound. (RFC 8200 section 4, RFC 4302)
 */
export function walkExtensions(
  bytes: Uint8Array,
  at: number,
  nextHeader: number,
  has: (length: number) => boolean,
): Ipv6Extensions | 'missing' | 'too many' {
  let length = 0;
  let fragment: Ipv6Fragment | null = null;
  for (let count = 0; ; count++) {
    const later = fragment !== null && fragment.offset > 0;
    if (later || !isExtension(nextHeader)) return { nextHeader, length, fragment };
    if (count === MAX_EXTENSIONS) return 'too many';
    const header = at + length;
    if (!has(length + 8)) return 'missing';
    if (nextHeader === FRAGMENT) {
      const field = u16(bytes, header + 2);
      // The offset counts 8 bytes and sits three bits up: masked, it is in bytes.
      fragment = { offset: field & 0xfff8, more: (field & 1) !== 0, id: u32(bytes, header + 4) };
    }
    length += extensionLength(nextHeader, bytes[header + 1]!);
    if (!has(length)) return 'missing';
    nextHeader = bytes[header]!;
  }
}

function isExtension(nextHeader: number): boolean {
  return (
    nextHeader === HOP_BY_HOP ||
    nextHeader === ROUTING ||
    nextHeader === FRAGMENT ||
    nextHeader === AUTHENTICATION ||
    nextHeader === DESTINATION_OPTIONS
  );
}

function extensionLength(type: number, field: number): number {
  if (type === FRAGMENT) return 8;
  return type === AUTHENTICATION ? (field + 2) * 4 : (field + 1) * 8;
}
