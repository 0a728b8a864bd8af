import { crossNodeLegacy } from '../datapaths/cilium/cross-node-legacy.ts';
import { sameNodeLegacy } from '../datapaths/cilium/same-node-legacy.ts';
import type { Datapath } from '../datapaths/datapath.ts';
import type { Namespace } from '../datapaths/namespace.ts';
import { TRACK_FORWARDED } from '../datapaths/topologies/track-forwarded.ts';

/** How many rules the variants have that have some. */
export const RULES = 200;

/**
 * The host stack with more or less of netfilter in the way: of interest to a stopwatch alone, for to a capture they are
 * the catalogue's legacy datapaths. Those have connection tracking and one rule.
 */
export const VARIANTS: readonly Datapath[] = [
  ...variantsOf(sameNodeLegacy, 'bench/legacy'),
  ...variantsOf(crossNodeLegacy, 'bench/cross-legacy'),
];

/** @param start of their names */
function variantsOf(legacy: Datapath, start: string): Datapath[] {
  return [
    {
      ...withRules(legacy, undefined),
      ...{ name: `${start}-bare`, conntrack: 'untracked' },
      title: `${legacy.title}, without any netfilter rule`,
    },
    {
      ...withRules(legacy, TRACK_FORWARDED + natRules()),
      name: `${start}-nat-${RULES}`,
      title: `${legacy.title}, with connection tracking and ${RULES} service rules`,
    },
    {
      ...withRules(legacy, TRACK_FORWARDED + filterRules()),
      name: `${start}-filter-${RULES}`,
      title: `${legacy.title}, with connection tracking and ${RULES} rules for each packet`,
    },
  ];
}

/** @param nftables of every node in the place of its own */
function withRules(legacy: Datapath, nftables: string | undefined): Datapath {
  const changed = ({ nftables: _, ...node }: Namespace): Namespace => ({
    ...node,
    ...(nftables !== undefined && { nftables }),
  });
  return {
    ...legacy,
    topology: (family) => {
      const topology = legacy.topology(family);
      const namespaces = Object.entries(topology.namespaces).map(([name, namespace]) => [
        name,
        namespace.role === 'node' ? changed(namespace) : namespace,
      ]);
      return { ...topology, namespaces: Object.fromEntries(namespaces) };
    },
  };
}

/** As kube-proxy's iptables mode has them, one for each port of a service: asked about a connection's first packet. */
function natRules(): string {
  return chain('nat', 'type nat hook prerouting priority dstnat', (n) =>
    [`ip daddr ${service(n)} tcp dport 80`, 'counter', 'dnat ip to 10.244.9.9:8080'].join(' '),
  );
}

/** As lists of policies or of a firewall are: asked about every packet, none of them fits. */
function filterRules(): string {
  return chain('filter', 'type filter hook forward priority filter + 10', (n) =>
    [`ip daddr ${service(n)}`, 'counter', 'drop'].join(' '),
  );
}

/** In a family of tables that has both of IP: rules that name an address are of IPv4, and IPv6 has to pass them. */
function chain(name: string, hook: string, rule: (n: number) => string): string {
  const rules = Array.from({ length: RULES }, (_, n) => `    ${rule(n)}`);
  return `table inet cni-lab-${name} {
  chain rules {
    ${hook}; policy accept;
${rules.join('\n')}
  }
}
`;
}

/** Of a network that no pod is in. */
function service(n: number): string {
  return `10.96.${Math.floor(n / 200)}.${(n % 200) + 10}`;
}
