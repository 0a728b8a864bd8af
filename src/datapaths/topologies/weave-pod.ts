import type { Attach } from './attached-pod.ts';
import { bridgedPod } from './bridged-pod.ts';

/** As Weave's plugin attaches a pod: a port of the bridge `weave`, in one subnet with the pods of all nodes. */
export const weavePod: Attach = (n, node, _gateway, family) => {
  const gateway = weaveGateway(node);
  const { bridge, host, eth0, ...pod } = bridgedPod(n, node, gateway, family);
  const room = { mtu: MTU };
  return {
    ...pod,
    host: { ...host, ...room, name: `vethwepl${n}`, master: 'weave' },
    eth0: { ...eth0, ...room, addresses: [`${pod.address}/${BITS}`] },
    bridge: { ...bridge!, ...room, name: 'weave', addresses: [`${gateway}/${BITS}`] },
  };
};

/** What Weave takes if nobody says otherwise: it leaves room for VXLAN and for encryption. */
export const MTU = 1376;
const BITS = 12;

/** The node's own address in the pods' subnet: Weave gives each node a part of 10.32.0.0/12. */
function weaveGateway(node: string): string {
  return node === 'node1' ? '10.32.0.1' : '10.40.0.1';
}
