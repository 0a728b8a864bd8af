import { integerAt, listAt, parseJson, textAt } from '../json.ts';

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
  const ofPod = listAt(parseJson(endpoints)).filter((e) => podOf(e) === `${namespace}/${pod}`);
  // A pod that was made anew under its name (StatefulSet) has its old endpoint for a while.
  const endpoint = ofPod.find((e) => textAt(e, 'status', 'state') === 'ready') ?? ofPod[0];
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

/** What the endpoints of the host and of Cilium's health check bear. */
const NO_POD = '/';

function podOf(endpoint: unknown): string | null {
  const identifiers = ['status', 'external-identifiers'];
  const namespace = textAt(endpoint, ...identifiers, 'k8s-namespace');
  const pod = textAt(endpoint, ...identifiers, 'k8s-pod-name');
  if (namespace !== null && pod !== null) return `${namespace}/${pod}`;
  const name = textAt(endpoint, ...identifiers, 'pod-name');
  return name === NO_POD ? null : name;
}

function firstOf(addresses: readonly unknown[], family: 'ipv4' | 'ipv6'): string | null {
  return addresses.map((address) => textAt(address, family)).find((a) => a !== null) ?? null;
}
