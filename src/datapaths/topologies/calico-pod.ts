import type { Device } from '../link.ts';
import type { Route } from '../namespace.ts';
import type { Family } from '../topology.ts';
import type { Attach } from './attached-pod.ts';
import { routedPod } from './routed-pod.ts';

/** The MAC address of every host side, on every node: pods know it, and nobody else has to. */
const HOST_SIDE_MAC = 'ee:ee:ee:ee:ee:ee';
/** What pods take for their gateway. Nobody bears the IPv4 address; the other is what comes of the MAC address (EUI-64). */
const GATEWAY = { 4: '169.254.1.1', 6: 'fe80::ecee:eeff:feee:eeee' } as const;

/**
 * As Calico attaches a pod, canal's too: a routed veth pair, `caliN` in the node. The node answers by
 * proxy ARP for a gateway that is nowhere; in IPv6 it is the host side's link-local address.
 */
export const calicoPod: Attach = (n, node, gateway, family) => {
  const pod = routedPod(n, node, gateway, family);
  const host: Device = {
    ...pod.host,
    name: `cali${n}`,
    mac: HOST_SIDE_MAC,
    addresses: family === 6 ? [`${GATEWAY[6]}/64`] : [],
  };
  return {
    ...pod,
    host,
    namespace: { ...pod.namespace, routes: ways(family), neighbours: [] },
    routes: [{ to: pod.address, device: host.name }],
    neighbours: [],
  };
};

function ways(family: Family): Route[] {
  const byDefault = { to: 'default', via: GATEWAY[family], device: 'eth0' };
  return family === 4 ? [{ to: GATEWAY[4], device: 'eth0' }, byDefault] : [byDefault];
}
