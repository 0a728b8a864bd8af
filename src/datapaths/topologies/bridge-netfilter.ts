import type { Namespace } from '../namespace.ts';

/** A node whose bridges hand what they switch to netfilter, as kubelet and kube-proxy want it (br_netfilter). */
export function withBridgeNetfilter(node: Namespace): Namespace {
  const handed = {
    'net.bridge.bridge-nf-call-iptables': 1,
    'net.bridge.bridge-nf-call-ip6tables': 1,
  };
  return { ...node, sysctls: { ...node.sysctls, ...handed } };
}
