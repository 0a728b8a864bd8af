import type { Link } from '../link.ts';
import type { Ipvs } from '../namespace.ts';
import type { Family } from '../topology.ts';
import { type ClusterService, endpoint, WEB } from './service.ts';

/** The virtual servers as kube-proxy has them in ipvs mode, for one service. */
export function kubeProxyIpvs(family: Family, web: ClusterService = WEB[family]): Ipvs {
  const { address, port, backend, others = [] } = web;
  const service = endpoint(address, port);
  const pods = [backend, ...others].map((pod) => endpoint(pod, port));
  return {
    servers: ['-t', '-u'].flatMap((protocol) => [
      `-A ${protocol} ${service} -s rr`,
      ...pods.map((pod) => `-a ${protocol} ${service} -r ${pod} -m -w 1`),
    ]),
    // without it, what IPVS translates is not tracked, so that it could not be masqueraded either
    sysctls: { 'net.ipv4.vs.conntrack': 1 },
  };
}

/**
 * The device that bears the services' addresses, so that what is sent to them is delivered on the
 * node, where IPVS waits for it. As kube-proxy makes it, it is never set up.
 */
export function kubeIpvs0(family: Family): Link {
  return {
    ...{ kind: 'device', type: 'dummy' },
    device: {
      namespace: 'node1',
      name: 'kube-ipvs0',
      mac: '02:00:00:00:96:01',
      addresses: [`${WEB[family].address}/${family === 6 ? 128 : 32}`],
      isDown: true,
    },
  };
}
