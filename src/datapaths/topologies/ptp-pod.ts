import type { Attach } from './attached-pod.ts';
import { gatewayAddresses } from './gateway-addresses.ts';
import { HOST_BITS, routedPod } from './routed-pod.ts';

/**
 * As the `ptp` plugin attaches a pod, kindnet's too: a routed veth pair whose every host side bears
 * the gateway's address, so that both ends find each other by ARP or neighbour discovery.
 */
export const ptpPod: Attach = (n, node, gateway, family) => {
  const pod = routedPod(n, node, gateway, family);
  const host = {
    ...pod.host,
    name: `veth${n}`,
    addresses: gatewayAddresses(gateway, HOST_BITS[family], family),
  };
  return {
    ...pod,
    host,
    namespace: { ...pod.namespace, neighbours: [] },
    routes: [{ to: pod.address, device: host.name }],
    neighbours: [],
  };
};
