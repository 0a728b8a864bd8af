import { type Encapsulation, in_, out, type Signature } from '../verdict/signature.ts';
import { acrossNodes } from './across-nodes.ts';

/**
 * What routed pods of two nodes leave to be seen where the nodes' stacks route into a tunnel device: one
 * step of TTL on each node, the packet bare on that device and wrapped on the wire.
 * @param tap name of the tunnel device's taps
 * @param frames whether the tunnel carries frames, whose MAC addresses are those of its ends
 */
export function tunnelSignature(
  tap: string,
  encapsulation: readonly Encapsulation[],
  frames: boolean,
): Signature {
  const from = (n: number) => (frames ? { sourceMac: `node${n}/${tap}` } : {});
  const wrapped = (n: number) => ({ encapsulation, ...from(n) });
  return acrossNodes({
    [`node1/${tap}`]: { request: out(-1, from(1)), reply: in_(-1, from(2)) },
    'node1/eth0': { request: out(-1, wrapped(1)), reply: in_(-1, wrapped(2)) },
    'node2/eth0': { request: in_(-1, wrapped(1)), reply: out(-1, wrapped(2)) },
    [`node2/${tap}`]: { request: in_(-1, from(1)), reply: out(-1, from(2)) },
  });
}

/** Why each of those taps sees what it sees. @param wire what the nodes' own devices show */
export function whyTunnel(tap: string, wire: string): Record<string, string> {
  return {
    'pod1/eth0': "the pod's own end sees both",
    'pod1/lxc': 'replies are routed out of it',
    [`node1/${tap}`]: 'routed into it, bare',
    'node1/eth0': wire,
    'node2/eth0': wire,
    [`node2/${tap}`]: 'out of the wrapping',
    'pod2/lxc': 'requests are routed out of it',
    'pod2/eth0': "the pod's own end sees both",
  };
}
