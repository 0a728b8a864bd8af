import { hasPlacesTool } from '../../host/places-tool.ts';
import { namespaceName } from '../lab-name.ts';
import type { NamespacePlan } from './plan.ts';

/** From so many on, one process for all is worth it: two of each are started for each place else. */
export const MANY = 8;

/** Places whose set-up `configurePlaces` can do, where there are many of them; else none. */
export function plainPlaces(plans: readonly NamespacePlan[]): NamespacePlan[] {
  const plain = plans.filter(isPlain);
  return plain.length >= MANY && hasPlacesTool() ? plain : [];
}

/** What native/places.c knows of what `ip -batch` does. */
const KNOWN =
  /^(?:link set \S+ (?:up|addrgenmode none|mtu \d+)|addr add \S+ dev \S+( nodad)?|route add \S+( via \S+)? dev \S+( onlink)?|neigh replace \S+ lladdr \S+ dev \S+ nud permanent)$/;

/** Addresses and routes alone: no programs, no rules, nothing that takes another tool. */
function isPlain({ place, sysctl, ip, ...others }: NamespacePlan): boolean {
  const needsMore = Object.values(others).some((one) =>
    Array.isArray(one) ? one.length > 0 : one,
  );
  return !needsMore && ip.every((line) => KNOWN.test(line));
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
