import type { Namespace } from '../namespace.ts';
import { addressOf, type Family, type Topology } from '../topology.ts';
import { withBridgeNetfilter } from './bridge-netfilter.ts';
import { flannelPair } from './flannel-pair.ts';
import { type ClusterService, WEB } from './service.ts';

/**
 * Two nodes with flannel's overlay between them: pod 1 asks a service, and pod 2 of the other node is
 * behind it. Both nodes have the rules, and hand what their bridges switch to netfilter. Node 1's bridge is
 * not tapped: which address it shows hangs on whether that is so.
 * @param rules what makes a node translate it
 */
export function flannelService(
  rules: (family: Family, web: ClusterService) => Pick<Namespace, 'iptables' | 'nftables'>,
): (family: Family) => Topology {
  return (family) => {
    const pair = flannelPair(family);
    const web = { ...WEB[family], backend: addressOf(pair, 'pod2') };
    const translating = (place: Namespace) =>
      place.role === 'node' ? withBridgeNetfilter({ ...place, ...rules(family, web) }) : place;
    return {
      ...pair,
      namespaces: Object.fromEntries(
        Object.entries(pair.namespaces).map(([name, place]) => [name, translating(place)]),
      ),
      taps: pair.taps.filter((tap) => tap.name !== 'node1/cni0'),
      probe: { from: 'pod1', to: 'pod2', service: web.address },
    };
  };
}
