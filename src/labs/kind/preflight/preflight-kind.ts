import { LabError } from '../../../errors.ts';
import { type Machine, thisMachine } from '../../../host/machine.ts';
import { CLUSTER_CHECKS } from './checks/cluster.ts';
import { DOCKER_CHECKS } from './checks/docker.ts';
import { FILE_CHECKS } from './checks/files.ts';
import { IMAGE_CHECKS } from './checks/image.ts';
import { LIMIT_CHECKS } from './checks/limits.ts';
import { SURROUNDING_CHECKS } from './checks/surroundings.ts';
import { TOOL_CHECKS } from './checks/tools.ts';
import { type KindFacts, kindFacts } from './facts.ts';
import type { Check, Finding, KindPreflight, KindWanted } from './finding.ts';

/** What has to be mended first comes first. */
export const KIND_CHECKS: readonly Check[] = [
  ...DOCKER_CHECKS,
  ...TOOL_CHECKS,
  ...CLUSTER_CHECKS,
  ...FILE_CHECKS,
  ...IMAGE_CHECKS,
  ...LIMIT_CHECKS,
  ...SURROUNDING_CHECKS,
];

/** Looks at all that a kind cluster needs, before anything is made; empty if nothing is amiss. */
export async function preflightKind(
  { runner, ...wanted }: KindPreflight,
  machine: Machine = thisMachine,
): Promise<readonly Finding[]> {
  return findingsOf(await kindFacts(runner, machine, wanted), wanted);
}

export function findingsOf(facts: KindFacts, wanted: KindWanted): readonly Finding[] {
  return KIND_CHECKS.flatMap(({ name, look }) => {
    const found = look(facts, wanted);
    return found ? [{ name, ...found }] : [];
  });
}

/** The same, for who cannot go on without. @returns warnings and notes @throws LabError the first fatal one */
export async function requireKindHost(
  options: KindPreflight,
  machine: Machine = thisMachine,
): Promise<readonly Finding[]> {
  const findings = await preflightKind(options, machine);
  const fatal = findings.find(({ severity }) => severity === 'fatal');
  if (fatal) throw new LabError(fatal.code, fatal);
  return findings;
}
