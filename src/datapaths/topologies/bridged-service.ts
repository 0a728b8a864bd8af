import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import { bridgedPair } from './bridged-pair.ts';
import { kubeProxyIptables } from './kube-proxy-iptables.ts';
import { WEB } from './service.ts';
import { TRACK_FORWARDED } from './track-forwarded.ts';

/**
 * Two pods on one bridge, of which pod 1 asks a service, and pod 2 is behind it; the bridge hands
 * nothing to netfilter (bridge-nf-call-iptables=0, as all sysctls of a lab's node have it).
 * @param rules what makes the node translate it
 */
export function bridgedService(
  family: Family,
  rules: Pick<Namespace, 'iptables' | 'nftables'> = { iptables: kubeProxyIptables(family) },
): Topology {
  const pair = bridgedPair(family);
  const { node1 } = pair.namespaces;
  return {
    ...pair,
    namespaces: {
      ...pair.namespaces,
      node1: { ...node1!, nftables: TRACK_FORWARDED, ...rules },
    },
    // the way to the service goes through it: nothing needs to be shown of it
    taps: pair.taps.map(({ name, namespace, device }) => ({ name, namespace, device })),
    probe: { from: 'pod1', to: 'pod2', service: WEB[family].address },
  };
}
