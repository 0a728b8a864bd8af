import { expect, it } from 'vitest';
import { roundTrip } from '../../src/verdict/check-order.ts';
import { senders } from '../../src/verdict/origins.ts';
import { in_, none, out } from '../../src/verdict/signature.ts';

const silent = { request: none, reply: none };
const wayOf = (signature: Parameters<typeof roundTrip>[0], leg: string) =>
  roundTrip(signature).flatMap((hop) => (hop.leg === leg ? hop.tap : []));

it('goes back along the taps the other way round', () => {
  const signature = {
    a: { request: out(0), reply: in_(0) },
    b: silent,
    c: { request: in_(0), reply: out(0) },
  };
  expect(wayOf(signature, 'request')).toEqual(['a', 'b', 'c']);
  expect(wayOf(signature, 'reply')).toEqual(['c', 'b', 'a']);
});

it('goes both ways in the same order where both legs pass devices in the same direction', () => {
  const signature = {
    a: { request: out(0), reply: in_(0) },
    b: { request: out(0), reply: out(0) },
    c: { request: in_(0), reply: in_(0) },
    d: { request: in_(0), reply: out(0) },
  };
  expect(wayOf(signature, 'request')).toEqual(['a', 'b', 'c', 'd']);
  expect(wayOf(signature, 'reply')).toEqual(['d', 'b', 'c', 'a']);
});

it('starts where a leg is seen first, whatever taps there are that see nothing', () => {
  const seen = { request: in_(0), reply: in_(0) };
  expect(senders({ a: silent, b: seen, c: silent })).toEqual({ request: 'b', reply: 'b' });
  const unanswered = { a: { request: out(0), reply: none }, b: silent };
  expect(senders(unanswered)).toEqual({ request: 'a', reply: 'b' });
});
