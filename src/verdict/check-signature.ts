import { partedByLook } from './aspects.ts';
import { type Check, NO_TAP } from './check.ts';
import { checkAspects } from './check-aspects.ts';
import { checkChoices } from './check-choices.ts';
import { checkOrder } from './check-order.ts';
import { checkPresence } from './check-presence.ts';
import { checkSealed } from './check-sealed.ts';
import { checkShare } from './check-share.ts';
import { LEGS } from './join-key.ts';
import { byProbe, type Observation, ofLeg, type TapObservation } from './observation.ts';
import { origins } from './origins.ts';
import { describe, looksOf, type Signature, sealedIn } from './signature.ts';
import { startOf } from './way.ts';

/**
 * Puts every question that a signature asks to an observation. Pure.
 * @param overlooked taps that it does not know, and of which it asks nothing
 */
export function checkSignature(
  observation: Observation,
  signature: Signature,
  overlooked: readonly string[] = [],
): Check[] {
  const { count } = observation.probe;
  const origin = origins(observation, signature);
  const unsent = origin.unsent(count);
  const start = startOf(signature, 'request');
  const isStart = (name: string, leg: string, i: number) =>
    name === start?.tap && leg === 'request' && i === start.look;
  const seen = new Set(observation.taps.flatMap((tap) => [...byProbe(tap, 'request').keys()]));
  /** Only its sender may miss what was seen elsewhere: that did leave it. */
  const excused = { sender: new Set(unsent), others: new Set(unsent.filter((i) => !seen.has(i))) };
  const perTap = Object.entries(signature).flatMap(([name, legs]) => {
    const tap = observation.taps.find((t) => t.tap === name);
    return LEGS.flatMap((leg): Check[] => {
      const expectation = legs[leg];
      if (!tap) {
        const expected = describe(expectation);
        return [{ code: 'tap-missing', tap: name, leg, ok: null, expected, seen: NO_TAP }];
      }
      const there = ofLeg(tap, leg);
      const looks = looksOf(expectation);
      if (looks.length === 0) {
        const absence = checkPresence(tap, leg, null, there, count, excused.others);
        return [absence, ...checkSealed(tap, leg, sealedIn(expectation), observation)];
      }
      return partedByLook(there, looks, origin).flatMap((taken, i): Check[] => {
        const look = looks[i]!;
        const excuse = isStart(name, leg, i) ? excused.sender : excused.others;
        const presence = look.sharedBy
          ? checkShare(tap, leg, look, taken, observation, origin, excuse)
          : checkPresence(tap, leg, look, taken, count, excuse);
        if (presence.ok === false) return [presence];
        return [presence, ...checkAspects(tap, leg, look, taken, observation, origin)];
      });
    });
  });
  return [
    ...perTap,
    ...checkOthers(observation, signature, overlooked),
    ...checkChoices(observation, signature, origin),
    ...checkOrder(observation, signature, origin),
  ];
}

/** A signature is the whole way: a tap that it does not know must have seen nothing of the probe. */
function checkOthers(
  observation: Observation,
  signature: Signature,
  overlooked: readonly string[],
): Check[] {
  const { count } = observation.probe;
  const others = unknownTaps(observation, signature, overlooked).toSorted((a, b) =>
    a.tap < b.tap ? -1 : 1,
  );
  return others.flatMap((tap) =>
    LEGS.map((leg) => checkPresence(tap, leg, null, ofLeg(tap, leg), count, new Set())).filter(
      (check) => check.ok === false,
    ),
  );
}

/** Taps of which a signature says nothing. @param overlooked those of which it need not */
export function unknownTaps(
  { taps }: Observation,
  signature: Signature,
  overlooked: readonly string[] = [],
): TapObservation[] {
  return taps.filter(({ tap }) => !(tap in signature) && !overlooked.includes(tap));
}
