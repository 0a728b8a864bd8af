import type { Family } from '../topology.ts';
import { type ClusterService, endpoint, WEB } from './service.ts';

const PROTOCOLS = ['tcp', 'udp'].map((protocol) => {
  const id = (n: number) => `CNILABWEB${protocol.toUpperCase()}234${n}`;
  return {
    protocol,
    ...{ service: `KUBE-SVC-${id(5)}`, external: `KUBE-EXT-${id(5)}` },
    pod: (n: number) => `KUBE-SEP-${id(5 + n)}`,
  };
});

/** The nat table as kube-proxy writes it in iptables mode, for one service. */
export function kubeProxyIptables(family: Family, web: ClusterService = WEB[family]): string {
  const { address, port, backend, others = [], pods, isOnNodes = false } = web;
  const backends = [backend, ...others];
  const chains = PROTOCOLS.flatMap(({ service, pod, external }) => [
    service,
    ...backends.map((_, n) => pod(n)),
    ...(isOnNodes ? [external] : []),
  ]);
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
      ...backends.flatMap((to, n) => [
        `-A ${service}${chance(backends.length - n)} -j ${pod(n)}`,
        `-A ${pod(n)} -s ${to} -j KUBE-MARK-MASQ`,
        `-A ${pod(n)} -p ${protocol} -m ${protocol} -j DNAT --to-destination ${endpoint(to, port)}`,
      ]),
    ]),
    ...(isOnNodes ? nodePorts(port) : []),
    'COMMIT',
  ].join('\n')}\n`;
}

/** One out of so many that are left; the last takes what comes. */
function chance(left: number): string {
  return left === 1 ? '' : ` -m statistic --mode random --probability ${(1 / left).toFixed(11)}`;
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
