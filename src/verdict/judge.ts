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
}

/** What a datapath claims, as far as the judge needs it. */
export interface Claim {
  readonly signature: Signature;
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
  const checks = [
    ...checkSignature(observation, claim.signature),
    ...checkAnswers(observation, claim.answered),
    ...checkAsked(observation, claim),
    ...(evidence ? checkWitnesses(observation, evidence, claim.witnesses) : []),
  ];
  return { verdict: verdictOf(checks), checks, findings: findingsOf(checks) };
}

function verdictOf(checks: readonly Check[]): VerdictWord {
  if (checks.some((check) => check.ok === false)) return 'fail';
  if (checks.some((check) => check.ok === null)) return 'inconclusive';
  return 'pass';
}
