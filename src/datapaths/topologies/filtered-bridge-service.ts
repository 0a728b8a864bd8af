import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import { withBridgeNetfilter } from './bridge-netfilter.ts';
import { bridgedService } from './bridged-service.ts';

/**
 * Two pods on one bridge, of which pod 1 asks a service, and pod 2 is behind it; what the bridge switches
 * goes through netfilter. The bridge itself is not tapped: what it shows hangs on the node's neighbour entry for pod 2.
 * @param rules what makes the node translate it; without it, those of kube-proxy in iptables mode
 */
export function filteredBridgeService(
  rules?: (family: Family) => Pick<Namespace, 'nftables'>,
): (family: Family) => Topology {
  return (family) => {
    const pair = bridgedService(family, rules?.(family));
    const { node1 } = pair.namespaces;
    return {
      ...pair,
      namespaces: { ...pair.namespaces, node1: withBridgeNetfilter(node1!) },
      taps: pair.taps.filter((tap) => tap.name !== 'node1/cni0'),
    };
  };
}
