import { expect, it } from 'vitest';
import { in_, none, out, type Signature } from '../../src/verdict/signature.ts';
import { startOf, wayOf } from '../../src/verdict/way.ts';

const silent = { request: none, reply: none };
const starts = (signature: Signature) => [
  startOf(signature, 'request')?.tap,
  startOf(signature, 'reply')?.tap,
];

it('goes back along the taps the other way round', () => {
  const signature = {
    a: { request: out(0), reply: in_(0) },
    b: silent,
    c: { request: in_(0), reply: out(0) },
  };
  expect(wayOf(signature, 'request').map(({ tap }) => tap)).toEqual(['a', 'b', 'c']);
  expect(wayOf(signature, 'reply').map(({ tap }) => tap)).toEqual(['c', 'b', 'a']);
});

it('starts where a leg is seen first, whatever taps there are that see nothing', () => {
  const seen = { request: in_(0), reply: in_(0) };
  expect(starts({ a: silent, b: seen, c: silent })).toEqual(['b', 'b']);
});

it('starts at the end of its taps where a leg is not seen at all', () => {
  expect(starts({ a: { request: out(0), reply: none }, b: silent })).toEqual(['a', 'b']);
});
