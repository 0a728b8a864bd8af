import type { Device, Family, Namespace, Program, Topology } from '../topology.ts';
import { podSysctls, routerSysctls } from './sysctls.ts';

/** Counts nothing and drops nothing: its presence makes the node's stack track connections. */
const TRACK_FORWARDED = `table inet cni-lab {
  chain forward {
    type filter hook forward priority filter; policy accept;
    ct state new,established,related counter accept
  }
}
`;

const HOST_BITS = { 4: 32, 6: 128 } as const;
const GATEWAY = { 4: '10.244.1.1', 6: 'fd00:10:244:1::1' } as const;

/**
 * Two pods on one node, each with a veth whose host side is routed, as Cilium and Calico do it:
 * the pod knows nothing but its gateway, the node has a host route for every pod.
 * @param program what runs at tc ingress of the host sides; without it the node's stack forwards
 */
export function podPair(program?: Program['object']): (family: Family) => Topology {
  return (family) => {
    const pods = [1, 2].map((n) => pod(n, family));
    return {
      family,
      namespaces: {
        node1: {
          role: 'node',
          sysctls: routerSysctls(family),
          routes: pods.map((p) => ({ to: p.address, device: p.host.name })),
          neighbours: pods.map((p) => ({
            address: p.address,
            mac: p.eth0.mac,
            device: p.host.name,
          })),
          nftables: TRACK_FORWARDED,
        },
        ...Object.fromEntries(pods.map((p) => [p.name, p.namespace])),
      },
      links: pods.map((p) => ({ kind: 'veth', ends: [p.host, p.eth0] })),
      programs: program
        ? pods.map((p) => ({
            namespace: 'node1',
            device: p.host.name,
            hook: 'ingress',
            object: program,
          }))
        : [],
      services: [{ namespace: 'pod2', port: 8080 }],
      taps: [
        { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
        { name: 'pod1/lxc', namespace: 'node1', device: 'lxc1' },
        { name: 'pod2/lxc', namespace: 'node1', device: 'lxc2' },
        { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
      ],
    };
  };
}

function pod(n: number, family: Family) {
  const name = `pod${n}`;
  const gateway = GATEWAY[family];
  const address = `${gateway}${n}`;
  const host: Device = {
    namespace: 'node1',
    name: `lxc${n}`,
    mac: `02:00:00:00:0${n}:01`,
    addresses: [],
  };
  const eth0: Device = {
    namespace: name,
    name: 'eth0',
    mac: `02:00:00:00:0${n}:02`,
    addresses: [`${address}/${HOST_BITS[family]}`],
  };
  const namespace: Namespace = {
    role: 'pod',
    node: 'node1',
    sysctls: podSysctls(family),
    routes: [
      { to: gateway, device: 'eth0' },
      { to: 'default', via: gateway, device: 'eth0' },
    ],
    neighbours: [{ address: gateway, mac: host.mac, device: 'eth0' }],
  };
  return { name, address, host, eth0, namespace };
}
