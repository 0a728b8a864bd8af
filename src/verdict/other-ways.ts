import { type Expectation, looksOf, type Seen, type Signature } from './signature.ts';

/** The same signature with the parts of two places exchanged: `pod2/lxc` for `pod3/lxc`, and back. */
export function exchanged(signature: Signature, one: string, other: string): Signature {
  const turn = (tap: string) => {
    const [place, device] = tap.split('/');
    if (place === one) return `${other}/${device}`;
    return place === other ? `${one}/${device}` : tap;
  };
  const look = (seen: Seen): Seen => ({
    ...seen,
    ...(seen.sourceMac !== undefined && { sourceMac: turn(seen.sourceMac) }),
    ...(seen.sharedBy && { sharedBy: seen.sharedBy.map(turn) }),
  });
  const leg = (expectation: Expectation): Expectation => {
    const [first, ...rest] = looksOf(expectation).map(look);
    if (!first) return expectation;
    return rest.length > 0 ? [first, ...rest] : first;
  };
  return Object.fromEntries(
    Object.entries(signature).map(([tap, { request, reply }]) => [
      turn(tap),
      { request: leg(request), reply: leg(reply) },
    ]),
  );
}
