import { byHand } from './by-hand.ts';
import type { FirewallRule } from './firewall-rules.ts';
import type { NodeSource } from './node-source.ts';
import { IP6TABLES, IPTABLES, NFT } from './questions.ts';

/** The line that lists these rules, or would list them. */
export function showFirewall(
  { net, inside }: Pick<NodeSource, 'net' | 'inside'>,
  found: readonly FirewallRule[],
): string {
  const own = inside ?? net;
  const lines = {
    iptables: byHand(own, IPTABLES),
    ip6tables: byHand(own, IP6TABLES),
    nft: byHand(net, NFT),
  };
  const by = new Set(found.map((rule) => rule.by));
  return [...(by.size > 0 ? by : (['nft'] as const))].map((lister) => lines[lister]).join('; ');
}
