import type { Device } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Attach } from './attached-pod.ts';
import { podSysctls } from './sysctls.ts';

export const HOST_BITS = { 4: 32, 6: 128 } as const;

/**
 * As Cilium and Calico attach a pod: a routed veth pair, `lxcN` in the node. The pod has one address,
 * and knows nothing but its gateway; the node has a host route to it.
 */
export const routedPod: Attach = (n, node, gateway, family) => {
  const name = `pod${n}`;
  const address = `${gateway}${n}`;
  const host: Device = {
    namespace: node,
    name: `lxc${n}`,
    mac: `02:00:00:00:0${n}:01`,
    addresses: [],
  };
  const eth0: Device = {
    namespace: name,
    name: 'eth0',
    mac: `02:00:00:00:0${n}:02`,
    addresses: [`${address}/${HOST_BITS[family]}`],
  };
  const namespace: Namespace = {
    role: 'pod',
    node,
    sysctls: podSysctls(family),
    routes: [
      { to: gateway, device: 'eth0' },
      { to: 'default', via: gateway, device: 'eth0' },
    ],
    neighbours: [{ address: gateway, mac: host.mac, device: 'eth0' }],
  };
  return {
    ...{ name, address, host, eth0, namespace },
    routes: [{ to: address, device: host.name }],
    neighbours: [{ address, mac: eth0.mac, device: host.name }],
  };
};
