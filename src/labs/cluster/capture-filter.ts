/** What a capture on a node has to let pass. */
export interface FilterNeeds {
  /** Host-side devices of the pods: all their frames, so that the devices' counters can be compared. */
  readonly ifindexes: readonly number[];
  /** Addresses of the probe's pods. */
  readonly pods: readonly string[];
  /** Addresses of the two nodes between which pods' packets may be wrapped; empty on one node. */
  readonly nodes: readonly string[];
}

/**
 * A pcap filter: a node has much traffic that is none of ours. Between the nodes all that can carry
 * other packets passes: UDP (VXLAN, Geneve, WireGuard), IPIP, GRE, ESP. Pure.
 */
export function captureFilter({ ifindexes, pods, nodes }: FilterNeeds): string {
  const [one, two] = nodes;
  const v6 = one?.includes(':');
  const carriers = v6
    ? '(udp or ip6 proto 4 or ip6 proto 41 or ip6 proto 47 or ip6 proto 50)'
    : '(udp or ip proto 4 or ip proto 41 or ip proto 47 or ip proto 50)';
  return [
    ...ifindexes.map((i) => `ifindex ${i}`),
    ...pods.map((address) => `host ${address}`),
    ...(one && two ? [`(host ${one} and host ${two} and ${carriers})`] : []),
  ].join(' or ');
}
