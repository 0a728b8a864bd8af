import type { Check } from './check.ts';
import type { Claim } from './judge.ts';
import type { Asked, Observation } from './observation.ts';
import { looksOf, type Signature } from './signature.ts';

/**
 * Was the address asked that this datapath's probe asks? Packets cannot tell where a service's is
 * replaced before there are any. It may leave a verdict open, for a datapath is not contradicted by
 * what was not asked of it; it never makes one.
 */
export function checkAsked(
  { probe, taps }: Observation,
  { signature, asked: should }: Pick<Claim, 'signature' | 'asked'>,
): Check[] {
  const has = probe.asked;
  if (should === undefined || bearsService(signature)) return []; // the addresses say it
  if (has === undefined && should === 'own') return [];
  const captured = new Set(taps.map(({ tap }) => tap));
  const first = Object.keys(signature).find((tap) => captured.has(tap)) ?? null;
  return [
    {
      ...{ code: 'asked', tap: first, leg: 'request' },
      ok: has === should ? true : null,
      expected: WORDS[should],
      seen: has ? WORDS[has] : 'nobody says which address was asked',
    },
  ];
}

const WORDS: Readonly<Record<Asked, string>> = {
  own: "the answering one's own address asked",
  service: "a service's address asked",
  'service by sendto': "a service's address asked by sendto()",
};

function bearsService(signature: Signature): boolean {
  return Object.values(signature).some(({ request, reply }) =>
    [...looksOf(request), ...looksOf(reply)].some(({ addresses = {} }) =>
      Object.values(addresses).includes('service'),
    ),
  );
}
