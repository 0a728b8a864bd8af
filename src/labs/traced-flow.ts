import { devices } from '../datapaths/topology.ts';
import { netnsPath } from '../host/netns-path.ts';
import { PROTOCOLS, type TracedFlow } from '../host/trace-tool.ts';
import type { Lab } from './lab.ts';

/** All packets of a probe's protocol between any addresses of an embedded lab, in all of its places. */
export function tracedFlow(
  { topology, namespace }: Pick<Lab, 'topology' | 'namespace'>,
  kind: keyof (typeof PROTOCOLS)[4],
): TracedFlow {
  const own = devices(topology).flatMap((device) =>
    device.addresses.map((address) => address.split('/')[0]!),
  );
  const { service } = topology.probe ?? {};
  return {
    protocol: PROTOCOLS[topology.family][kind],
    // lo is no device of a topology's
    addresses: [...own, topology.family === 6 ? '::1' : '127.0.0.1', ...(service ? [service] : [])],
    places: new Map(
      Object.keys(topology.namespaces).map((place) => [place, netnsPath(namespace(place))]),
    ),
  };
}
