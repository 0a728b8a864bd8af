import type { KubeProxyMode } from './kube-proxy-mode.ts';

/** What a node says of how it moves packets to services. */
export interface ServiceFacts {
  readonly kubeProxy: KubeProxyMode['mode'];
  /** Whether its bridges hand what they switch to netfilter; null where that cannot be told. */
  readonly bridgeNetfilter: boolean | null;
}

/**
 * The datapaths to a service that a cluster has, by those that it has from pod to pod: as names, of which the
 * catalogue need not know all. Pure.
 */
export function serviceDatapaths(
  podToPod: readonly string[],
  { kubeProxy, bridgeNetfilter }: ServiceFacts,
): string[] {
  if (kubeProxy === null || kubeProxy === 'none') return [];
  const has = (names: readonly string[]) => podToPod.some((name) => names.includes(name));
  return [
    ...(has(ROUTED) ? [`kube-proxy/${kubeProxy}`] : []),
    ...(has(BRIDGED) ? onBridge(kubeProxy, bridgeNetfilter) : []),
    // translated before it is routed into the tunnel: whether on the bridge or behind it, is all the same
    ...(has(TUNNELLED) ? [`kube-proxy/${kubeProxy}-vxlan`] : []),
  ];
}

/** Whether there is any, whatever the node says. */
export function mayHaveServices(podToPod: readonly string[]): boolean {
  return podToPod.some((name) => [...ROUTED, ...BRIDGED, ...TUNNELLED].includes(name));
}

/** Where pods hang on routed veth pairs, as in the lab of kube-proxy's datapaths. */
const ROUTED = ['linux/ptp', 'kindnet/same-node'];
const BRIDGED = ['linux/bridge', 'flannel/same-node'];
const TUNNELLED = ['flannel/vxlan'];

function onBridge(mode: string, bridgeNetfilter: boolean | null): string[] {
  if (bridgeNetfilter === null) return [];
  if (bridgeNetfilter) return [`kube-proxy/${mode}-bridge`];
  return mode === 'iptables' ? ['kube-proxy/bridge-nf-off'] : [];
}
