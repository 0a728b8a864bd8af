import type { Family, Topology } from '../topology.ts';
import { withCiliumHost } from './cilium-host.ts';
import { podPair } from './pod-pair.ts';
import { WEB } from './service.ts';

/**
 * Two pods of one node with eBPF host routing, of which pod 1 asks a service, and pod 2 is behind it.
 * Its address is on no device and in no rule: a program on pod 1's sockets knows it.
 */
export function socketLbPair(family: Family): Topology {
  return {
    ...podPair('redirect-peer')(family),
    socketPrograms: [{ namespace: 'pod1', hooks: [`connect${family}`], object: 'socket-lb' }],
    probe: { from: 'pod1', to: 'pod2', service: WEB[family].address },
  };
}

/** The same, and it asks without a connection: each datagram is translated, and who answers is translated back. */
export function sendtoPair(family: Family): Topology {
  const pair = socketLbPair(family);
  return {
    ...pair,
    socketPrograms: pair.socketPrograms!.map((program) => ({
      ...program,
      hooks: [...program.hooks, `sendmsg${family}`, `recvmsg${family}`],
    })),
    probe: { ...pair.probe!, unconnected: true },
  };
}

/** And from outside of pod 1's cgroup: nothing of it comes to pod 2, which the node still reaches. */
export function outsidePair(family: Family): Topology {
  const pair = withCiliumHost(sendtoPair(family));
  const canary = { from: 'node1', to: 'pod2' };
  return {
    ...pair,
    taps: pair.taps.map((tap) => (tap.name.startsWith('pod2') ? { ...tap, canary } : tap)),
    probe: { ...pair.probe!, outsideCgroup: true },
  };
}
