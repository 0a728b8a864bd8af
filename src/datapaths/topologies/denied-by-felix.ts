import type { Family, Topology } from '../topology.ts';
import { calicoPair } from './calico-nodes.ts';

/** The two pods of `calicoPair`, with a policy on pod 2 that lets nobody in. The node still reaches it. */
export function deniedByFelix(family: Family): Topology {
  const pair = calicoPair(family);
  const canary = { from: 'node1', to: 'pod2' };
  return {
    ...pair,
    namespaces: {
      ...pair.namespaces,
      node1: { ...pair.namespaces.node1!, iptables: DENIED },
    },
    taps: pair.taps.map((tap) => (tap.name.startsWith('pod2') ? { ...tap, canary } : tap)),
  };
}

/**
 * The filter table as Felix writes it for a pod whose ingress policies allow nothing. What the node
 * itself sends passes OUTPUT, where Felix lets it through to pods of its own.
 */
const DENIED = `${[
  '*filter',
  ':cali-FORWARD - [0:0]',
  ':cali-to-wl-dispatch - [0:0]',
  ':cali-tw-cali2 - [0:0]',
  '-A FORWARD -j cali-FORWARD',
  '-A cali-FORWARD -o cali+ -j cali-to-wl-dispatch',
  '-A cali-to-wl-dispatch -o cali2 -g cali-tw-cali2',
  '-A cali-tw-cali2 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A cali-tw-cali2 -m conntrack --ctstate INVALID -j DROP',
  '-A cali-tw-cali2 -m comment --comment "Drop if no policies passed packet" -j DROP',
  'COMMIT',
].join('\n')}\n`;
