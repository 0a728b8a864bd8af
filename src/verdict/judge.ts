import type { Check } from './check.ts';
import { checkAnswers } from './check-answers.ts';
import { checkAsked } from './check-asked.ts';
import { checkSignature } from './check-signature.ts';
import { checkWitnesses } from './check-witnesses.ts';
import type { Evidence, WitnessExpectation } from './evidence.ts';
import { type Finding, findingsOf } from './finding.ts';
import type { Asked, Observation } from './observation.ts';
import type { Signature } from './signature.ts';

export type VerdictWord = 'pass' | 'fail' | 'inconclusive';

export interface Verdict {
  readonly verdict: VerdictWord;
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  /** What it was held against: of several ways that will do, the one that fits best. */
  readonly signature: Signature;
}

/** What a datapath claims, as far as the judge needs it. */
export interface Claim {
  readonly signature: Signature;
  /** What will do as well: ways of which chance takes one for each connection. */
  readonly others?: readonly Signature[];
  /**
   * Taps beside those of the signature of which nothing is asked: what they see of the probe, if anything,
   * is up to something else. Any other tap must see nothing of it.
   */
  readonly overlooked?: readonly string[];
  readonly witnesses: WitnessExpectation;
  /** Which address its probe asks; without it, that does not matter. */
  readonly asked?: Asked;
  /** Where the probe must get no answer: what drops it is what this datapath is about. */
  readonly answered?: 'none';
}

/**
 * Holds an observation against a datapath's claim. A contradiction fails it; what cannot be told
 * leaves it inconclusive; it passes only if every question was answered as expected. Pure.
 * @param evidence the witnesses' word, or null where there are none (other people's captures)
 */
export function judge(observation: Observation, evidence: Evidence | null, claim: Claim): Verdict {
  const { signature, checks } = answersTo(observation, evidence, claim);
  return { verdict: verdictOf(checks), checks, findings: findingsOf(checks), signature };
}

/** Every question that a claim asks, answered, without what is to be made of it. */
export function answersTo(
  observation: Observation,
  evidence: Evidence | null,
  claim: Claim,
): Pick<Verdict, 'checks' | 'signature'> {
  const answers = [claim.signature, ...(claim.others ?? [])].map((signature) => ({
    signature,
    checks: [...checkSignature(observation, signature, claim.overlooked)],
  }));
  const { signature, checks: ofPackets } = answers.reduce((best, one) =>
    isBetter(one.checks, best.checks) ? one : best,
  );
  const checks = [
    ...ofPackets,
    ...checkAnswers(observation, claim.answered),
    ...checkAsked(observation, claim),
    ...(evidence ? checkWitnesses(observation, evidence, claim.witnesses, signature) : []),
  ];
  return { checks, signature };
}

/** Whether what the captures show already contradicts a claim, however it is taken: asked on no further than to that. */
export function isContradicted(observation: Observation, claim: Claim): boolean {
  return [claim.signature, ...(claim.others ?? [])].every((signature) => {
    for (const { ok } of checkSignature(observation, signature, claim.overlooked)) {
      if (ok === false) return true;
    }
    return false;
  });
}

/** Fewer contradictions; as many, and less that is open. */
function isBetter(one: readonly Check[], other: readonly Check[]): boolean {
  const count = (checks: readonly Check[], ok: Check['ok']) =>
    checks.filter((check) => check.ok === ok).length;
  const by = (ok: Check['ok']) => count(one, ok) - count(other, ok);
  return (by(false) || by(null)) < 0;
}

function verdictOf(checks: readonly Check[]): VerdictWord {
  if (checks.some((check) => check.ok === false)) return 'fail';
  if (checks.some((check) => check.ok === null)) return 'inconclusive';
  return 'pass';
}
