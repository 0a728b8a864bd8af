import { integerAt, listAt, textAt } from '../json.ts';
import { endpointOf } from './endpoint.ts';

/** The host side of a pod's device, as the Cilium agent of its node tells it. */
export interface EndpointDevice {
  readonly name: string;
  readonly ifindex: number;
  readonly podMac: string | null;
  readonly hostMac: string | null;
  readonly ipv4: string | null;
  readonly ipv6: string | null;
}

/** @param endpoints `cilium-dbg endpoint list -o json` */
export function endpointDevice(
  endpoints: string | null,
  namespace: string,
  pod: string,
): EndpointDevice | null {
  const endpoint = endpointOf(endpoints, namespace, pod);
  const networking = ['status', 'networking'];
  const name = textAt(endpoint, ...networking, 'interface-name');
  const ifindex = integerAt(endpoint, ...networking, 'interface-index');
  if (name === null || ifindex === null) return null;
  const addresses = listAt(endpoint, ...networking, 'addressing');
  return {
    name,
    ifindex,
    podMac: textAt(endpoint, ...networking, 'mac'),
    hostMac: textAt(endpoint, ...networking, 'host-mac'),
    ipv4: firstOf(addresses, 'ipv4'),
    ipv6: firstOf(addresses, 'ipv6'),
  };
}

function firstOf(addresses: readonly unknown[], family: 'ipv4' | 'ipv6'): string | null {
  return addresses.map((address) => textAt(address, family)).find((a) => a !== null) ?? null;
}
