import type { Family } from '../../../datapaths/topology.ts';

export interface SweepFilterNeeds {
  /** Host-side devices of the node's pods. */
  readonly ifindexes: readonly number[];
  /** Addresses of the node's pods. */
  readonly pods: readonly string[];
  /** The node's own. */
  readonly node: string;
  readonly family: Family;
  /** Of a probe's message. */
  readonly size: number;
}

/** Headers of a probe, of what wraps it, and some room. */
const ROOM = 400;

/**
 * A pcap filter for a node in a sweep. Whatever pair is at work, one of its pods is this node's: so it
 * grows with the node's pods, not with the cluster. What may wrap the probe between nodes passes where it
 * is short enough to be the probe; so does ICMP of the node itself, as which a masqueraded probe shows. Pure.
 */
export function sweepFilter({ ifindexes, pods, node, family, size }: SweepFilterNeeds): string {
  const ip = family === 6 ? 'ip6' : 'ip';
  const carriers = [4, 41, 47, 50].map((protocol) => `${ip} proto ${protocol}`).join(' or ');
  const icmp = family === 6 ? 'icmp6' : 'icmp';
  return [
    ...ifindexes.map((i) => `ifindex ${i}`),
    ...pods.map((address) => `host ${address}`),
    `(host ${node} and less ${size + ROOM} and (${icmp} or udp or ${carriers}))`,
  ].join(' or ');
}
