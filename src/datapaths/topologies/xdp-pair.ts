import type { Link } from '../link.ts';
import type { Program, XdpHook } from '../program.ts';
import type { Family, Topology } from '../topology.ts';
import { withCiliumHost } from './cilium-host.ts';
import { podPair } from './pod-pair.ts';
import { silentHostSides } from './silent-host-sides.ts';

/** The flagship's two pods, with a program at XDP of pod 1's host side that lets nothing out of the pod. */
export function deniedAtXdp(hook: XdpHook): (family: Family) => Topology {
  return (family) => {
    const pair = reachable('redirect-peer', family);
    const canary = { from: 'node1', to: 'pod2' };
    return {
      ...pair,
      programs: pair.programs.map((p) =>
        p.device === 'lxc1' ? { ...p, hook, object: 'xdp-drop' as const } : p,
      ),
      taps: pair.taps.map((tap) => (tap.name === 'pod2/eth0' ? { ...tap, canary } : tap)),
    };
  };
}

/** Two pods of one node, joined by XDP_REDIRECT from host side to host side. */
export function redirectedByXdp(hook: XdpHook): (family: Family) => Topology {
  return (family) => {
    const pair = reachable('xdp-redirect', family);
    const programs = pair.programs.map((p) => ({ ...p, hook }));
    if (hook === 'xdp generic') return { ...pair, programs };
    return {
      ...pair,
      links: pair.links.map(withWholeChecksums),
      programs: [...programs, receiver('pod1'), receiver('pod2')],
    };
  };
}

/** The node has an address of its own, and pings the pods: that XDP leaves alone. */
function reachable(program: Program['object'], family: Family): Topology {
  return silentHostSides(withCiliumHost(podPair(program)(family)));
}

/** Native XDP has no skb to remember in that a checksum is still to be filled in. */
function withWholeChecksums(link: Link): Link {
  if (link.kind !== 'veth') return link;
  const [host, peer] = link.ends;
  if (!peer.namespace.startsWith('pod')) return link;
  return { ...link, ends: [host, { ...peer, wholeChecksums: true }] };
}

/** What makes a veth's end take frames from native XDP of the other end. */
function receiver(namespace: string): Program {
  return { namespace, device: 'eth0', hook: 'xdp', object: 'xdp-pass' };
}
