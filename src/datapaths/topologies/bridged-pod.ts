import type { Device } from '../link.ts';
import type { Attach } from './attached-pod.ts';
import { gatewayAddresses } from './gateway-addresses.ts';
import { podSysctls } from './sysctls.ts';

const PREFIX = { 4: 24, 6: 64 } as const;

/**
 * As the `bridge` plugin attaches a pod, flannel's too: a veth pair whose host side is a port of the
 * node's bridge `cni0`, which is the gateway; pods of one node are in one subnet.
 */
export const bridgedPod: Attach = (n, node, gateway, family) => {
  const name = `pod${n}`;
  const address = `${gateway}${n}`;
  const bridge: Device = {
    namespace: node,
    name: 'cni0',
    mac: `02:00:00:00:00:0${node.at(-1)}`,
    addresses: gatewayAddresses(gateway, PREFIX[family], family),
  };
  const host: Device = {
    namespace: node,
    name: `veth${n}`,
    mac: `02:00:00:00:0${n}:01`,
    addresses: [],
    master: bridge.name,
  };
  const eth0: Device = {
    namespace: name,
    name: 'eth0',
    mac: `02:00:00:00:0${n}:02`,
    addresses: [`${address}/${PREFIX[family]}`],
  };
  const namespace = {
    role: 'pod' as const,
    node,
    sysctls: podSysctls(family),
    routes: [{ to: 'default', via: gateway, device: 'eth0' }],
    neighbours: [],
  };
  // the bridge's own subnet is the way to the pod
  return { ...{ name, address, host, eth0, namespace, bridge }, routes: [], neighbours: [] };
};
