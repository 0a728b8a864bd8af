import { concat } from '../../../src/packets/concat.ts';
import type { Random } from './random.ts';

/** What lengths and counters break on. */
const EDGES = [
  ...[0, 1, 2, 3, 4, 5, 7, 8, 16, 19, 20, 24, 32, 40, 63, 64, 127, 128, 255, 256, 511, 1023],
  ...[1500, 1501, 4095, 4096, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000, 0xffffff, 0x1000000],
  ...[0x7fffffff, 0x80000000, 0xfffffff8, 0xfffffffc, 0xffffffff],
];

/** What a mutation may take from besides the input. */
export interface Material {
  /** Another input of the corpus. */
  readonly other: Uint8Array;
  /** Constants that the reader knows. */
  readonly words: readonly Uint8Array[];
}

type Mutation = (input: Uint8Array, random: Random, material: Material) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  changed((bytes, at, random) => {
    bytes[at]! ^= 1 << random.below(8);
  }),
  changed((bytes, at, random) => {
    bytes[at] = random.below(256);
  }),
  changed((bytes, at, random) => {
    bytes[at] = bytes[at]! + random.below(33) - 16;
  }),
  changed((bytes, at, random) => writeNumber(bytes, at, random.pick(EDGES), random)),
  changed((bytes, at, random) => writeNumber(bytes, at, bytes.length - random.below(64), random)),
  (input, random) => {
    const [from, to] = stretch(input, random);
    return concat([input.subarray(0, from), input.subarray(to)]);
  },
  (input, random) => {
    const [from, to] = stretch(input, random);
    const at = random.below(input.length + 1);
    return concat([input.subarray(0, at), input.subarray(from, to), input.subarray(at)]);
  },
  (input, random) => {
    const copy = input.slice();
    const [from, to] = stretch(input, random);
    copy.set(input.subarray(from, to), random.below(input.length - (to - from) + 1));
    return copy;
  },
  (input, random) => {
    const at = random.below(input.length + 1);
    const noise = Uint8Array.from({ length: random.size(16) }, () => random.below(256));
    return concat([input.subarray(0, at), noise, input.subarray(at)]);
  },
  (input, random, { words }) => {
    if (words.length === 0) return input;
    const at = random.below(input.length + 1);
    const word = random.pick(words);
    const over = random.once(2) ? word.length : 0;
    return concat([input.subarray(0, at), word, input.subarray(at + over)]);
  },
  (input, random, { other }) => {
    const at = random.below(input.length + 1);
    return concat([input.subarray(0, at), other.subarray(random.below(other.length + 1))]);
  },
  (input, random) => input.subarray(0, random.below(input.length + 1)),
];

/** The input with one to a few things changed: bits, numbers, stretches, constants, the end of another. */
export function mutatedBytes(input: Uint8Array, random: Random, material: Material): Uint8Array {
  let bytes = input;
  for (let left = random.size(6); left > 0; left--) {
    bytes = random.pick(MUTATIONS)(bytes, random, material);
  }
  return bytes;
}

function changed(change: (bytes: Uint8Array, at: number, random: Random) => void): Mutation {
  return (input, random) => {
    if (input.length === 0) return input;
    const copy = input.slice();
    change(copy, random.below(copy.length), random);
    return copy;
  };
}

/** Somewhere in the input, short ones more often. */
function stretch(input: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(input.length + 1);
  return [from, Math.min(input.length, from + random.size(64))];
}

function writeNumber(bytes: Uint8Array, at: number, value: number, random: Random): void {
  const width = random.pick([1, 2, 2, 4, 8]);
  const isLittle = random.once(2);
  for (let i = 0; i < width && at + i < bytes.length; i++) {
    const power = isLittle ? i : width - 1 - i;
    bytes[at + i] = Math.floor(value / 256 ** power) & 0xff;
  }
}
