import type { Frame } from '../packets/frame.ts';
import type { ProbeKey } from '../verdict/join-key.ts';

interface Mark {
  readonly bytes: Uint8Array;
  readonly owner: number;
}

/**
 * Tells whose probe a frame bears, of many that were sent side by side: the bytes of all their nonces are looked
 * for at once, wherever they stand in it.
 */
export class Marks {
  /** By the first four bytes. */
  readonly #marks = new Map<number, Mark[]>();

  /** @param keys of each owner's probe, by number from 0 */
  constructor(keys: readonly ProbeKey[]) {
    for (const [owner, key] of keys.entries()) {
      if (key.nonce === null) continue;
      // ping's payload is the nonce; messages have it in letters
      const bytes = Buffer.from(key.nonce, key.kind === 'ping' ? 'hex' : 'latin1');
      const first = bytes.readUInt32BE(0);
      this.#marks.set(first, [...(this.#marks.get(first) ?? []), { bytes, owner }]);
    }
  }

  /** Null where it bears nobody's. */
  ownerOf({ bytes }: Pick<Frame, 'bytes'>): number | null {
    let window = 0;
    for (let at = 0; at < bytes.length; at++) {
      window = ((window << 8) | bytes[at]!) >>> 0;
      const marks = at < 3 ? undefined : this.#marks.get(window);
      const found = marks?.find((mark) => isAt(bytes, at - 3, mark.bytes));
      if (found) return found.owner;
    }
    return null;
  }
}

function isAt(bytes: Uint8Array, start: number, mark: Uint8Array): boolean {
  return mark.every((byte, i) => bytes[start + i] === byte);
}
