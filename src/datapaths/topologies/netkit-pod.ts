import { NO_MAC } from '../../packets/address.ts';
import type { Device } from '../link.ts';
import type { Attach } from './attached-pod.ts';
import { HOST_BITS } from './routed-pod.ts';
import { podSysctls } from './sysctls.ts';

/**
 * As Cilium attaches a pod in netkit mode: the primary, `lxcN`, stays in the node, its peer is the
 * pod's eth0. Routes are those of a veth pair; there are no neighbours to be found.
 */
export const netkitPod: Attach = (n, node, gateway, family) => {
  const name = `pod${n}`;
  const address = `${gateway}${n}`;
  const device = { mac: NO_MAC, addresses: [] };
  const host: Device = { namespace: node, name: `lxc${n}`, ...device };
  const addresses = [`${address}/${HOST_BITS[family]}`];
  return {
    ...{ name, address, pair: 'netkit', host },
    eth0: { namespace: name, name: 'eth0', ...device, addresses },
    namespace: {
      ...{ role: 'pod', node, sysctls: podSysctls(family), neighbours: [] },
      routes: [
        { to: gateway, device: 'eth0' },
        { to: 'default', via: gateway, device: 'eth0' },
      ],
    },
    routes: [{ to: address, device: host.name }],
    // nobody needs it but bpf_fib_lookup(), which else answers that there is no neighbour
    neighbours: [{ address, mac: NO_MAC, device: host.name }],
  };
};
