import type { Family } from '../topology.ts';
import { endpoint, WEB } from './service.ts';

const PROTOCOLS = [
  { protocol: 'tcp', service: 'KUBE-SVC-CNILABWEBTCP2345', pod: 'KUBE-SEP-CNILABWEBTCP2345' },
  { protocol: 'udp', service: 'KUBE-SVC-CNILABWEBUDP2345', pod: 'KUBE-SEP-CNILABWEBUDP2345' },
] as const;

/** The nat table as kube-proxy writes it in iptables mode, for one service with one pod behind it. */
export function kubeProxyIptables(family: Family): string {
  const { address, port, backend, pods } = WEB[family];
  const chains = PROTOCOLS.flatMap(({ service, pod }) => [service, pod]);
  return `${[
    '*nat',
    ...['KUBE-SERVICES', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ', ...chains].map(
      (c) => `:${c} - [0:0]`,
    ),
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
    '-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000',
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MASQUERADE',
    ...PROTOCOLS.flatMap(({ protocol, service, pod }) => [
      `-A KUBE-SERVICES -d ${address} -p ${protocol} -m ${protocol} --dport ${port} -j ${service}`,
      `-A ${service} ! -s ${pods} -d ${address} -p ${protocol} -m ${protocol} --dport ${port} -j KUBE-MARK-MASQ`,
      `-A ${service} -j ${pod}`,
      `-A ${pod} -s ${backend} -j KUBE-MARK-MASQ`,
      `-A ${pod} -p ${protocol} -m ${protocol} -j DNAT --to-destination ${endpoint(backend, port)}`,
    ]),
    'COMMIT',
  ].join('\n')}\n`;
}
