import type { Device } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import type { Attach } from './attached-pod.ts';
import { inOneSubnet, type NodePrograms, PLAN, type Side, side } from './node-pair.ts';
import { podSysctls } from './sysctls.ts';

const NODES = [1, 2, 3];

/**
 * Three nodes with a pod each, joined by a switch: a bridge in a place of its own, with an address to
 * be managed by. It knows already by which port each node is reached, as switches do where nodes talk
 * all the time; else the first frame would be flooded. Each node knows the others' pods by routes.
 */
export function switchedNodes(
  programs?: NodePrograms,
  attach?: Attach,
): (family: Family) => Topology {
  return (family) => {
    const sides = NODES.map((n) =>
      side(
        n,
        family,
        inOneSubnet(
          n,
          NODES.filter((o) => o !== n),
          family,
        ),
        attach,
        programs,
      ),
    ) as [Side, Side, Side];
    const [one, two] = sides;
    return {
      family,
      namespaces: Object.assign(
        { switch: theSwitch(sides, family) },
        ...sides.map((s) => s.namespaces),
      ),
      links: [
        { kind: 'device', type: 'bridge', device: bridge(family) },
        ...sides.map(({ wire }, i) => ({
          kind: 'veth' as const,
          ends: [port(i + 1), wire] as const,
        })),
        ...sides.flatMap((s) => s.links),
      ],
      programs: sides.flatMap((s) => s.programs),
      services: [{ namespace: 'pod2', port: 8080 }],
      taps: [...one.taps, ...two.taps.toReversed()],
    };
  };
}

/** The same, with what there is to be seen on the switch and on the node that has nothing to do with it. */
export function tappedSwitch(topology: Topology): Topology {
  const toSwitch = { from: 'node3', to: 'switch' };
  const at = topology.taps.findIndex((tap) => tap.name === 'node2/eth0');
  return {
    ...topology,
    taps: [
      ...topology.taps.slice(0, at),
      { name: 'switch/port1', namespace: 'switch', device: 'port1' },
      { name: 'switch/br0', namespace: 'switch', device: 'br0', canary: toSwitch },
      { name: 'switch/port3', namespace: 'switch', device: 'port3', canary: toSwitch },
      { name: 'node3/eth0', namespace: 'node3', device: 'eth0', canary: toSwitch },
      {
        ...{ name: 'pod3/eth0', namespace: 'pod3', device: 'eth0' },
        canary: { from: 'node3', to: 'pod3' },
      },
      { name: 'switch/port2', namespace: 'switch', device: 'port2' },
      ...topology.taps.slice(at),
    ],
  };
}

function theSwitch(sides: readonly Side[], family: Family): Namespace {
  const fdb = sides.map(({ wire }, i) => ({ mac: wire.mac, device: port(i + 1).name }));
  return { role: 'network', sysctls: podSysctls(family), routes: [], neighbours: [], fdb };
}

function bridge(family: Family): Device {
  const { node, nodeBits } = PLAN[family];
  // 254 is not a number of IPv6, but its digits are
  const addresses = [`${node(254)}/${nodeBits}`];
  return { namespace: 'switch', name: 'br0', mac: '02:00:00:00:51:00', addresses };
}

function port(n: number): Device {
  const mac = `02:00:00:00:51:0${n}`;
  return { namespace: 'switch', name: `port${n}`, mac, addresses: [], master: 'br0' };
}
