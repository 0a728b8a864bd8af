import { hasPlacesTool } from '../../host/places-tool.ts';
import { namespaceName } from '../lab-name.ts';
import type { NamespacePlan } from './plan.ts';

/** Places whose settings, addresses and routes `configurePlaces` can make, all in one process; none where it is not there. */
export function plainPlaces(plans: readonly NamespacePlan[]): NamespacePlan[] {
  return hasPlacesTool() ? plans.filter(isPlain) : [];
}

/** What native/places.c knows of what `ip -batch` does. */
const KNOWN =
  /^(?:link set \S+ (?:up|addrgenmode none|mtu \d+)|addr add \S+ dev \S+( nodad)?|route add \S+( via \S+)? dev \S+( onlink)?|neigh replace \S+ lladdr \S+ dev \S+ nud permanent)$/;

/** Nothing that takes another tool, or waits for what that one has made. */
function isPlain({ ip, fdb, ipvs }: NamespacePlan): boolean {
  return fdb.length === 0 && ipvs === null && ip.every((line) => KNOWN.test(line));
}

/** What sets them up. @param lab its name */
export function scriptOf(lab: string, plans: readonly NamespacePlan[]): string {
  return plans
    .flatMap(({ place, sysctl, ip }) => [
      `in ${namespaceName(lab, place)}`,
      ...settingsOf(sysctl).map((setting) => `sysctl ${setting}`),
      ...ip,
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function settingsOf(sysctl: NamespacePlan['sysctl']): readonly string[] {
  return sysctl?.filter((word) => word.includes('=')) ?? [];
}
