import type { Check } from './check.ts';
import type { Leg } from './join-key.ts';
import { type Observation, ofLeg, packetsIn, type TapObservation } from './observation.ts';
import type { Sealed } from './signature.ts';

/**
 * Where packets are encrypted none can be told to be the probe's; but as many datagrams with an encrypted
 * packet must have gone that way as the tunnel's device, where they are bare, sent or received of the probe.
 * There may be more: other packets use the tunnel, too.
 */
export function checkSealed(
  tap: TapObservation,
  leg: Leg,
  sealed: Sealed | undefined,
  { taps }: Observation,
): Check[] {
  if (!sealed) return [];
  const bare = taps.find((t) => t.tap === sealed.bareAt);
  const least = packetsIn(ofLeg(bare, leg));
  const has = tap.sealed?.[sealed.direction];
  const words = (n: number | string) => `${n} encrypted ${sealed.direction}`;
  // too few is only believed of a capture that could have seen more
  const isBelieved = !tap.fault && (tap.canaries > 0 || tap.sightings.length > 0);
  const isKnown = has !== undefined && least > 0 && (has >= least || isBelieved);
  return [
    {
      ...{ code: 'sealed', tap: tap.tap, leg },
      ok: isKnown ? has >= least : null,
      expected: least > 0 ? words(`${least} or more`) : `what ${sealed.bareAt} saw, encrypted`,
      seen: has === undefined ? 'nobody looked' : words(has),
    },
  ];
}
