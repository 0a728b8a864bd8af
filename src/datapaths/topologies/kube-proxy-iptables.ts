import type { Family } from '../topology.ts';
import { type ClusterService, endpoint, WEB } from './service.ts';

const PROTOCOLS = ['tcp', 'udp'].map((protocol) => {
  const id = `CNILABWEB${protocol.toUpperCase()}2345`;
  return {
    protocol,
    ...{ service: `KUBE-SVC-${id}`, pod: `KUBE-SEP-${id}`, external: `KUBE-EXT-${id}` },
  };
});

/** The nat table as kube-proxy writes it in iptables mode, for one service with one pod behind it. */
export function kubeProxyIptables(family: Family, web: ClusterService = WEB[family]): string {
  const { address, port, backend, pods, isOnNodes = false } = web;
  const chains = PROTOCOLS.flatMap(({ service, pod, external }) =>
    isOnNodes ? [service, pod, external] : [service, pod],
  );
  if (isOnNodes) chains.unshift('KUBE-NODEPORTS');
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
    ...(isOnNodes ? nodePorts(port) : []),
    'COMMIT',
  ].join('\n')}\n`;
}

/** Last in KUBE-SERVICES, for all that is the node's own address; who asks there is masqueraded. */
function nodePorts(port: number): string[] {
  return [
    '-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS',
    ...PROTOCOLS.flatMap(({ protocol, service, external }) => [
      `-A KUBE-NODEPORTS -p ${protocol} -m ${protocol} --dport ${port} -j ${external}`,
      `-A ${external} -j KUBE-MARK-MASQ`,
      `-A ${external} -j ${service}`,
    ]),
  ];
}
