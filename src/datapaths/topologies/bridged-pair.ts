import type { Device, Family, Topology } from '../topology.ts';
import { podSysctls, routerSysctls } from './sysctls.ts';

const SUBNET = {
  4: { prefix: 24, gateway: '10.244.1.1' },
  6: { prefix: 64, gateway: 'fd00:10:244:1::1' },
} as const;

/** Two pods of one node on one Linux bridge, as docker0 and cni0 are: frames are switched, not routed. */
export function bridgedPair(family: Family): Topology {
  const { prefix, gateway } = SUBNET[family];
  const bridge: Device = {
    namespace: 'node1',
    name: 'cni0',
    mac: '02:00:00:00:00:01',
    addresses: [`${gateway}/${prefix}`],
  };
  const pods = [1, 2].map((n) => {
    const port: Device = {
      namespace: 'node1',
      name: `veth${n}`,
      mac: `02:00:00:00:0${n}:01`,
      addresses: [],
      master: bridge.name,
    };
    const eth0: Device = {
      namespace: `pod${n}`,
      name: 'eth0',
      mac: `02:00:00:00:0${n}:02`,
      addresses: [`${gateway}${n}/${prefix}`],
    };
    return { name: `pod${n}`, port, eth0 };
  });
  return {
    family,
    namespaces: {
      node1: { role: 'node', sysctls: routerSysctls(family), routes: [], neighbours: [] },
      ...Object.fromEntries(
        pods.map((p) => [
          p.name,
          {
            role: 'pod' as const,
            node: 'node1',
            sysctls: podSysctls(family),
            routes: [{ to: 'default', via: gateway, device: 'eth0' }],
            neighbours: [],
          },
        ]),
      ),
    },
    links: [
      { kind: 'bridge', device: bridge },
      ...pods.map((p) => ({ kind: 'veth' as const, ends: [p.port, p.eth0] as const })),
    ],
    programs: [],
    services: [{ namespace: 'pod2', port: 8080 }],
    taps: [
      { name: 'pod1/eth0', namespace: 'pod1', device: 'eth0' },
      { name: 'pod1/lxc', namespace: 'node1', device: 'veth1' },
      {
        name: 'node1/cni0',
        namespace: 'node1',
        device: 'cni0',
        canary: { from: 'node1', to: 'pod1' },
      },
      { name: 'pod2/lxc', namespace: 'node1', device: 'veth2' },
      { name: 'pod2/eth0', namespace: 'pod2', device: 'eth0' },
    ],
  };
}
