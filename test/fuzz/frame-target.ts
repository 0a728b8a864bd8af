import { concat } from '../../src/packets/concat.ts';
import { ODD_PACKETS } from '../packets/odd/odd-packets.ts';
import type { Target } from './engine/target.ts';
import { recordedFrames } from './seeds.ts';
import { mustDecodeSoundly } from './sound-packet.ts';

/** How much longer a frame was on the wire than what was captured of it. */
const BEYOND = [0, 0x100, 0x10000, -5] as const;

/**
 * The decoder, given frames of these link types. Of an input the first byte says which, and how much longer
 * the frame was on the wire.
 */
export function frameTarget(
  is: Pick<Target, 'name' | 'reads' | 'share'>,
  links: readonly number[],
): Target {
  return {
    ...{ ...is, longest: 2048 },
    seeds: () =>
      [...recordedFrames(), ...ODD_PACKETS.map(({ frame }) => frame)]
        .filter(({ linkType, bytes }) => links.includes(linkType) && bytes.length < 400)
        .map(({ linkType, bytes, length }) => {
          const isCut = length > bytes.length ? 0x10 : 0;
          return concat([Uint8Array.of(links.indexOf(linkType) | isCut), bytes]);
        }),
    run: (input) => {
      const head = input[0] ?? 0;
      const bytes = input.subarray(1);
      const linkType = links[(head & 0x0f) % links.length]!;
      mustDecodeSoundly({ linkType, bytes, length: bytes.length + BEYOND[(head >> 4) & 3]! });
    },
  };
}
