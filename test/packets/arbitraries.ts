import fc from 'fast-check';
import type { Frame } from '../../src/packets/frame.ts';

const packet = fc.uint8Array({ maxLength: 80 });

/** Frames that pcap and pcapng both can hold whole, but for the direction, which pcap loses. */
export const frame: fc.Arbitrary<Frame> = fc
  .record({
    timestampNs: fc.bigInt({ min: 0n, max: (1_000_000_000n << 32n) - 1n }),
    bytes: packet,
    beyond: fc.nat({ max: 100_000 }),
    direction: fc.constantFrom('in', 'out', null),
  })
  .map(({ beyond, bytes, ...rest }) => ({
    ...rest,
    bytes,
    linkType: 1,
    length: bytes.length + beyond,
    ifindex: null,
    interfaceId: 0,
  }));

/** `whole` cut into chunks of arbitrary sizes, empty ones included. */
export function chunksOf(whole: Uint8Array): fc.Arbitrary<Uint8Array[]> {
  return fc.array(fc.nat({ max: whole.length }), { maxLength: 20 }).map((cuts) => {
    const ends = [...cuts.sort((a, b) => a - b), whole.length];
    return ends.map((end, i) => whole.slice(i === 0 ? 0 : ends[i - 1], end));
  });
}
