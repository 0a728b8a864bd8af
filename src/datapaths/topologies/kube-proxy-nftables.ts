import type { Namespace } from '../namespace.ts';
import type { Family } from '../topology.ts';
import { type ClusterService, endpoint, WEB } from './service.ts';
import { TRACK_FORWARDED } from './track-forwarded.ts';

const PROTOCOLS = ['tcp', 'udp'] as const;

/** The rules of a node whose kube-proxy is in nftables mode, and which tracks what it forwards. */
export function nftablesMode(family: Family, web?: ClusterService): Pick<Namespace, 'nftables'> {
  return { nftables: TRACK_FORWARDED + kubeProxyNftables(family, web) };
}

/** The table as kube-proxy writes it in nftables mode, for one service. */
function kubeProxyNftables(family: Family, web: ClusterService = WEB[family]): string {
  const { address, port, backend, others = [], pods } = web;
  const backends = [backend, ...others];
  const chosen = (protocol: string) =>
    backends.map((_, n) => `${n} : goto ${chainOf(protocol, n)}`).join(', ');
  const ip = family === 6 ? 'ip6' : 'ip';
  const type = family === 6 ? 'ipv6_addr' : 'ipv4_addr';
  const elements = PROTOCOLS.map(
    (protocol) => `${address} . ${protocol} . ${port} : goto service-web-${protocol}`,
  );
  const chains = PROTOCOLS.map(
    (protocol) => `${backends
      .map(
        (to, n) => `  chain ${chainOf(protocol, n)} {
    ${ip} saddr ${to} jump mark-for-masquerade
    meta l4proto ${protocol} dnat to ${endpoint(to, port)}
  }`,
      )
      .join('\n')}
  chain service-web-${protocol} {
    ${ip} daddr ${address} ${ip} saddr != ${pods} jump mark-for-masquerade
    numgen random mod ${backends.length} vmap { ${chosen(protocol)} }
  }`,
  );
  return `table ${ip} kube-proxy {
  chain mark-for-masquerade {
    meta mark set meta mark or 0x4000
  }
${chains.join('\n')}
  map service-ips {
    type ${type} . inet_proto . inet_service : verdict
    elements = { ${elements.join(', ')} }
  }
  chain services {
    ${ip} daddr . meta l4proto . th dport vmap @service-ips
  }
  chain nat-prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    jump services
  }
  chain nat-output {
    type nat hook output priority -100; policy accept;
    jump services
  }
  chain nat-postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    meta mark & 0x4000 != 0 masquerade
  }
}
`;
}

/** The chain of the nth pod behind the service. */
function chainOf(protocol: string, n: number): string {
  return `endpoint-web-${protocol}${n === 0 ? '' : `-${n + 1}`}`;
}
