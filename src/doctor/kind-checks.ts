import { type Machine, thisMachine } from '../host/machine.ts';
import type { Runner } from '../host/runner.ts';
import { kindFacts } from '../labs/kind/preflight/facts.ts';
import type { KindWanted } from '../labs/kind/preflight/finding.ts';
import { KIND_CHECKS } from '../labs/kind/preflight/preflight-kind.ts';
import { type Finding, good, poor } from './check-up.ts';

/** A cluster as most labs have it. */
const USUAL: KindWanted = {
  cluster: 'cni-lab-doctor',
  image: null,
  nodes: 2,
  needsHelm: true,
  chart: null,
  archives: [],
};

/** What a kind cluster would need; none of it stands in the way of an embedded lab. */
export async function checkKind(
  runner: Runner,
  machine: Machine = thisMachine,
): Promise<Finding[]> {
  const facts = await kindFacts(runner, machine, USUAL);
  return KIND_CHECKS.flatMap(({ name, look, found }) => {
    const wrong = look(facts, USUAL);
    if (wrong) return [poor(name, wrong.message, wrong.mend, 'kind clusters')];
    const there = found?.(facts);
    return there ? [good(name, there, 'kind clusters')] : [];
  });
}
