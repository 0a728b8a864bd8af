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
import { once } from './once.ts';
import { origins } from './origins.ts';
import { describe, looksOf, type Signature, sealedIn } from './signature.ts';
import { startOf } from './way.ts';

/**
 * Puts every question that a signature asks to an observation, one after the other: who looks for a contradiction
 * need not ask on when there is one. Pure.
 * @param overlooked taps that it does not know, and of which it asks nothing
 */
export function* checkSignature(
  observation: Observation,
  signature: Signature,
  overlooked: readonly string[] = [],
): Generator<Check> {
  const { count } = observation.probe;
  const origin = origins(observation, signature);
  const start = once(() => startOf(signature, 'request'));
  const isStart = (name: string, leg: string, i: number) =>
    name === start()?.tap && leg === 'request' && i === start()?.look;
  /** Only its sender may miss what was seen elsewhere: that did leave it. */
  const excused = once(() => {
    const unsent = origin.unsent(count);
    const seen = new Set(observation.taps.flatMap((tap) => [...byProbe(tap, 'request').keys()]));
    return { sender: new Set(unsent), others: new Set(unsent.filter((i) => !seen.has(i))) };
  });
  for (const [name, legs] of Object.entries(signature)) {
    const tap = observation.taps.find((t) => t.tap === name);
    for (const leg of LEGS) {
      const expectation = legs[leg];
      if (!tap) {
        const expected = describe(expectation);
        yield { code: 'tap-missing', tap: name, leg, ok: null, expected, seen: NO_TAP };
        continue;
      }
      const there = ofLeg(tap, leg);
      const looks = looksOf(expectation);
      if (looks.length === 0) {
        yield checkPresence(tap, leg, null, there, count, () => excused().others);
        yield* checkSealed(tap, leg, sealedIn(expectation), observation);
        continue;
      }
      for (const [i, taken] of partedByLook(there, looks, origin).entries()) {
        const look = looks[i]!;
        const excuse = () => (isStart(name, leg, i) ? excused().sender : excused().others);
        const presence = look.sharedBy
          ? checkShare(tap, leg, look, taken, observation, origin, excuse)
          : checkPresence(tap, leg, look, taken, count, excuse);
        yield presence;
        if (presence.ok !== false) {
          yield* checkAspects(tap, leg, look, taken, observation, origin);
        }
      }
    }
  }
  yield* checkOthers(observation, signature, overlooked);
  yield* checkChoices(observation, signature, origin);
  yield* checkOrder(observation, signature, origin);
}

const NOBODY = () => new Set<number>();

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
    LEGS.map((leg) => checkPresence(tap, leg, null, ofLeg(tap, leg), count, NOBODY)).filter(
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
