import { in_, out, type Signature } from '../verdict/signature.ts';

/**
 * What routed pods of two nodes leave to be seen at their own devices where the nodes' stacks forward: one
 * step of TTL on each node.
 * @param way the taps between the pods' host sides, in the order in which a request passes them
 */
export function acrossNodes(way: Signature): Signature {
  return {
    'pod1/eth0': { request: out(0), reply: in_(-2, { sourceMac: 'pod1/lxc' }) },
    'pod1/lxc': { request: in_(0), reply: out(-2, { sourceMac: 'pod1/lxc' }) },
    ...way,
    'pod2/lxc': { request: out(-2, { sourceMac: 'pod2/lxc' }), reply: in_(0) },
    'pod2/eth0': { request: in_(-2, { sourceMac: 'pod2/lxc' }), reply: out(0) },
  };
}
