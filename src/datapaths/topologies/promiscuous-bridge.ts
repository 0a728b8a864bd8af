import type { Link } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
import { bridgedPair } from './bridged-pair.ts';

/** Two pods on one bridge that takes in all frames, as kubenet's and the bridge plugin's `promiscMode` do. */
export function promiscuousBridge(family: Family): Topology {
  const pair = bridgedPair(family);
  const promiscuous = (link: Link): Link =>
    link.kind === 'device' ? { ...link, device: { ...link.device, isPromiscuous: true } } : link;
  return {
    ...pair,
    links: pair.links.map(promiscuous),
    taps: pair.taps.map(({ canary: _, ...tap }) => tap),
  };
}
