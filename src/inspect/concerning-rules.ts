import { liesIn, parsePrefix } from '../cni/prefix.ts';
import type { FirewallRule } from './firewall-rules.ts';
import type { NamedRules } from './rule-names.ts';

/** What rules may name a pod by. */
export interface PodNames {
  readonly addresses: readonly string[];
  /** The device that is its alone, on the node. */
  readonly device: string | null;
}

/**
 * The rules that name a pod's address, a prefix that it lies in (not one that it must not), or its device; and those that lead to
 * the chains where it is named itself, as a service's rule leads to the chain of one of its pods.
 */
export function concerningRules(
  { rules, leadingTo }: NamedRules,
  { addresses, device }: PodNames,
): FirewallRule[] {
  const own = addresses.flatMap((address) => parsePrefix(address) ?? []);
  const kept = new Set<FirewallRule>();
  const leads = new Set<FirewallRule>();
  for (const { rule, words, hosts, prefixes } of rules) {
    const isOfDevice = device !== null && words.has(device);
    const isAbout = (named: typeof hosts) =>
      isOfDevice || named.some((prefix) => own.some((address) => liesIn(address, prefix)));
    if (isAbout(prefixes)) kept.add(rule);
    if (isAbout(hosts)) leads.add(rule);
  }
  for (const reached of leads) {
    kept.add(reached);
    for (const { rule } of leadingTo(reached)) leads.add(rule); // the loop goes on to it
  }
  return rules.flatMap(({ rule }) => (kept.has(rule) ? rule : []));
}
