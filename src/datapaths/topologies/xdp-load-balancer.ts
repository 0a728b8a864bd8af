import type { Device, Link } from '../link.ts';
import type { XdpHook } from '../program.ts';
import type { Family, Topology } from '../topology.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { WEB } from './service.ts';
import { podSysctls } from './sysctls.ts';

/**
 * A client outside and two nodes with eBPF host routing, all on one switch. The client asks a service
 * by node 1, where XDP sends it back out of the same device to pod 2 on node 2, and the reply likewise.
 */
export function xdpLoadBalancer(hook: XdpHook): (family: Family) => Topology {
  return (family) => {
    const pair = nodePair({ fromPod: 'redirect', fromWire: 'redirect-peer' })(family);
    const { node, nodeBits } = PLAN[family];
    const [wire, ...others] = pair.links as [Link & { ends: readonly [Device, Device] }, ...Link[]];
    const [lb, worker] = wire.ends;
    const client: Device = {
      ...{ namespace: 'client', name: 'eth0', mac: '02:00:00:00:50:09', wholeChecksums: true },
      addresses: [`${node(9)}/${nodeBits}`],
    };
    const onWire = (n: number, { mac }: Device) => ({ address: node(n), mac, device: 'eth0' });
    const { node1, ...rest } = pair.namespaces;
    const service = WEB[family].address;
    const tap = (name: string) => pair.taps.find((t) => t.name === name)!;
    return {
      ...pair,
      namespaces: {
        client: {
          ...{ role: 'network', sysctls: podSysctls(family) },
          routes: [{ to: service, via: node(1), device: 'eth0' }],
          neighbours: [onWire(1, lb)],
        },
        switch: {
          ...{ role: 'network', sysctls: podSysctls(family), routes: [], neighbours: [] },
          // it knows already who is where, or it would send the first packet to all
          fdb: [lb, worker, client].map(({ mac, namespace }) => ({ mac, device: namespace })),
        },
        node1: { ...node1!, neighbours: [...node1!.neighbours, onWire(9, client)] },
        ...rest,
      },
      links: [
        { kind: 'device', type: 'bridge', device: port('br0', 0) },
        ...[lb, worker, client].map((device, i) => cable(device, port(device.namespace, i + 1))),
        ...others.map(withWholeChecksums),
      ],
      programs: [
        ...pair.programs,
        { namespace: 'node1', device: 'eth0', hook, object: 'xdp-lb' },
        // a veth takes what native XDP sends only with a program on it
        ...(hook === 'xdp'
          ? [{ namespace: 'switch', device: 'node1', hook, object: 'xdp-pass' } as const]
          : []),
      ],
      taps: [
        { name: 'client/eth0', namespace: 'client', device: 'eth0' },
        { name: 'switch/node1', namespace: 'switch', device: 'node1' },
        { ...tap('node1/eth0'), canary: { from: 'client', to: 'node1' } },
        ...['node2/eth0', 'pod2/lxc', 'pod2/eth0'].map(tap),
      ],
      probe: { from: 'client', to: 'pod2', service },
    };
  };
}

/** A port of the switch, named by who is on it; 0 is the bridge. */
function port(name: string, n: number): Device {
  const mac = `02:00:00:00:55:0${n}`;
  return { namespace: 'switch', name, mac, addresses: [], ...(n > 0 && { master: 'br0' }) };
}

function cable(device: Device, to: Device): Link {
  return { kind: 'veth', ends: [device, to] };
}

/** Native XDP has no skb to remember in that a checksum is still to be filled in. */
function withWholeChecksums(link: Link): Link {
  if (link.kind !== 'veth' || link.ends[1].namespace !== 'pod2') return link;
  return { ...link, ends: [link.ends[0], { ...link.ends[1], wholeChecksums: true }] };
}
