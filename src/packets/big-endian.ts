/** The unsigned 16-bit number at `at`, network byte order. The caller has checked the bounds. */
export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** The unsigned 24-bit number at `at`, network byte order. The caller has checked the bounds. */
export function u24(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) << 8) | bytes[at + 2]!;
}

/** The unsigned 32-bit number at `at`, network byte order. The caller has checked the bounds. */
export function u32(bytes: Uint8Array, at: number): number {
  return ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0;
}
