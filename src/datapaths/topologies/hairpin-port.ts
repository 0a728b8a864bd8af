import type { Device, Link } from '../link.ts';
import { addressOf, type Family, type Topology } from '../topology.ts';
import { withBridgeNetfilter } from './bridge-netfilter.ts';
import { bridgedService } from './bridged-service.ts';
import { kubeProxyIptables } from './kube-proxy-iptables.ts';
import { WEB } from './service.ts';

/**
 * Pod 1 on a bridge asks a service that it is itself behind, by the rules of kube-proxy in iptables mode;
 * the bridge hands what it switches to netfilter, and its ports are in hairpin mode.
 */
export function hairpinPort(family: Family): Topology {
  const address = addressOf(bridgedService(family), 'pod1');
  const web = { ...WEB[family], backend: address };
  const pair = bridgedService(family, { iptables: kubeProxyIptables(family, web) });
  const { node1 } = pair.namespaces;
  return {
    ...pair,
    namespaces: { ...pair.namespaces, node1: withBridgeNetfilter(node1!) },
    links: pair.links.map(withHairpin),
    services: [{ namespace: 'pod1', port: web.port }],
    taps: pair.taps.filter((tap) => tap.name.startsWith('pod1')),
    probe: { from: 'pod1', to: 'pod1', service: web.address },
  };
}

function withHairpin(link: Link): Link {
  if (link.kind !== 'veth') return link;
  const mayReturn = (end: Device) => (end.master ? { ...end, hairpin: true } : end);
  return { ...link, ends: [mayReturn(link.ends[0]), mayReturn(link.ends[1])] };
}
