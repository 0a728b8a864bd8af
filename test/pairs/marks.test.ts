import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Marks } from '../../src/pairs/marks.ts';

const nonce = fc.stringMatching(/^[0-9a-f]{16}$/);
const nonces = fc.uniqueArray(nonce, { minLength: 1, maxLength: 30 });
const noise = fc.uint8Array({ maxLength: 40 });

it('finds whose probe a frame bears, wherever the mark stands, and takes no other bytes for one', () => {
  fc.assert(
    fc.property(
      nonces,
      noise,
      noise,
      fc.nat(),
      fc.boolean(),
      (all, before, after, pick, isPing) => {
        const marks = new Marks(
          all.map((nonce) =>
            isPing ? { kind: 'ping', nonce, id: null } : { kind: 'udp', nonce, port: 8080 },
          ),
        );
        const owner = pick % all.length;
        const mark = Buffer.from(all[owner]!, isPing ? 'hex' : 'latin1');
        const bytes = new Uint8Array(Buffer.concat([before, mark, after]));
        const cut = bytes.subarray(0, before.length + mark.length - 1);
        // noise of eight bytes is nobody's mark but by a chance that is none
        expect(marks.ownerOf({ bytes })).toBe(owner);
        expect(marks.ownerOf({ bytes: cut })).toBeNull();
      },
    ),
  );
});
