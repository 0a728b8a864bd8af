import type { Device } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
import { kubeProxyIptables } from './kube-proxy-iptables.ts';
import { PLAN } from './node-pair.ts';
import { podPair } from './pod-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { WEB } from './service.ts';
import { podSysctls } from './sysctls.ts';

/** Of those that Kubernetes gives away for it. The pod listens there, too: one port names the flow at every tap. */
export const NODE_PORT = 30080;

/**
 * A client that is no pod and knows of no pod, on the node's wire, asks a port of the node; the
 * service of that port has pod 2 behind it. By the rules of kube-proxy in iptables mode.
 */
export function nodePort(family: Family): Topology {
  const pair = podPair(undefined, ptpPod)(family);
  const { node1 } = pair.namespaces;
  const { node, nodeBits } = PLAN[family];
  const wire = (namespace: string, n: number): Device => ({
    ...{ namespace, name: 'eth0', mac: `02:00:00:00:50:0${n}` },
    addresses: [`${node(n)}/${nodeBits}`],
  });
  const [inside, outside] = [wire('node1', 1), wire('client', 9)];
  const knows = (n: number, { mac }: Device) => ({ address: node(n), mac, device: 'eth0' });
  const web = { ...WEB[family], port: NODE_PORT, isOnNodes: true };
  return {
    ...pair,
    namespaces: {
      ...pair.namespaces,
      node1: {
        ...node1!,
        neighbours: [...node1!.neighbours, knows(9, outside)],
        iptables: kubeProxyIptables(family, web),
      },
      client: {
        ...{ role: 'network', sysctls: podSysctls(family), routes: [] },
        neighbours: [knows(1, inside)],
      },
    },
    links: [...pair.links, { kind: 'veth', ends: [inside, outside] }],
    services: [{ namespace: 'pod2', port: NODE_PORT }],
    taps: [
      { name: 'client/eth0', namespace: 'client', device: 'eth0' },
      { name: 'node1/eth0', namespace: 'node1', device: 'eth0' },
      ...pair.taps.filter((tap) => tap.name.startsWith('pod2')),
    ],
    probe: { from: 'client', to: 'pod2', service: node(1) },
  };
}
