export interface Prefix {
  readonly bits: bigint;
  readonly length: number;
  readonly width: 32 | 128;
}

/** `10.244.1.0/24`, `10.244.1.2`, `fd00::/64`; null for anything else. */
export function parsePrefix(text: string): Prefix | null {
  const [address = '', length, ...rest] = text.split('/');
  const width = address.includes(':') ? 128 : 32;
  const bits = width === 32 ? ipv4Bits(address) : ipv6Bits(address);
  const said = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (bits === null || rest.length > 0 || said < 0 || said > width) return null;
  return { bits, length: said, width };
}

export function isHost(prefix: Prefix): boolean {
  return prefix.length === prefix.width;
}

/** How long the prefix is if the address lies in it (0 for `default`), else null. */
export function contains(destination: string, address: string): number | null {
  const of = parsePrefix(address);
  if (of === null || !isHost(of)) return null;
  if (destination === 'default') return 0;
  const prefix = parsePrefix(destination);
  return prefix !== null && liesIn(of, prefix) ? prefix.length : null;
}

export function liesIn(address: Prefix, { bits, length, width }: Prefix): boolean {
  if (address.width !== width) return false;
  const shift = BigInt(width - length);
  return bits >> shift === address.bits >> shift;
}

function ipv4Bits(text: string): bigint | null {
  const bytes = text.split('.');
  if (bytes.length !== 4 || !bytes.every((b) => /^\d{1,3}$/.test(b) && Number(b) < 256))
    return null;
  return bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

function ipv6Bits(text: string): bigint | null {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return null;
  const words = (part: string) => (part === '' ? [] : part.split(':'));
  const before = words(head);
  const after = words(tail ?? '');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...before, ...Array<string>(missing).fill('0'), ...after];
  if (!all.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return null;
  return all.reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n);
}
