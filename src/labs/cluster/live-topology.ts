import type { Device, Link } from '../../datapaths/link.ts';
import type { Namespace } from '../../datapaths/namespace.ts';
import type { Family, Passage, TapPoint, Topology } from '../../datapaths/topology.ts';
import { LabError } from '../../errors.ts';
import type { Interface } from './interface-table.ts';
import type { NodeSite, PodSite } from './site.ts';

const PORT = 8080;
/** Kinds of devices that carry pods' packets between nodes. */
const TUNNELS = ['vxlan', 'geneve', 'ipip', 'sit', 'gre', 'wireguard', 'tun'];

/**
 * The topology of two pods of a live cluster, as the embedded labs have it for theirs. Taps bear the
 * roles' names (`pod1/lxc`, `node1/eth0`, `node1/cni0`), devices their own. Pure.
 * @throws LabError E_LAB_BROKEN if a pod has no address of the family
 */
export function liveTopology(
  pods: readonly [PodSite, PodSite],
  family: Family,
  passage: Passage,
): Topology {
  const [one, two] = pods;
  const across = one.node.node.name !== two.node.node.name;
  const nodes = across ? [one.node, two.node] : [one.node];
  const nodeOf = (i: number) => (across ? `node${i + 1}` : 'node1');
  const namespaces: Record<string, Namespace> = {};
  for (const i of nodes.keys()) namespaces[`node${i + 1}`] = { role: 'node', ...NOTHING_SET };
  for (const i of pods.keys()) {
    namespaces[`pod${i + 1}`] = { role: 'pod', node: nodeOf(i), ...NOTHING_SET };
  }
  const links: Link[] = [
    ...nodes.map(({ wire }, i) => nic(device(`node${i + 1}`, wire, family))),
    ...pods.map((site, i): Link => {
      const eth0 = { ...device(`pod${i + 1}`, site.eth0, family), addresses: own(site, family) };
      return { kind: 'veth', ends: [device(nodeOf(i), site.host, family), eth0] };
    }),
  ];
  const [first, second] = pods.map((site, i) => podTaps(site, `pod${i + 1}`, nodeOf(i), across));
  const taps = across
    ? [
        ...first!,
        ...nodeTaps(one, 'node1'),
        ...nodeTaps(two, 'node2').reverse(),
        ...second!.reverse(),
      ]
    : [...first!, ...nodeTaps(one, 'node1'), ...second!.reverse()];
  const services = [
    { namespace: 'pod2', port: PORT },
    { namespace: 'pod1', port: PORT },
  ];
  return { family, namespaces, links, programs: [], services, taps, probe: passage };
}

const NOTHING_SET = { sysctls: {}, routes: [], neighbours: [] } as const;

/** What goes between nodes passes the host side of a netkit pair by, both ways. */
function podTaps(site: PodSite, pod: string, node: string, across: boolean): TapPoint[] {
  const isSilent = across && site.host.kind === 'netkit';
  return [
    { name: `${pod}/eth0`, namespace: pod, device: site.eth0.name },
    {
      ...{ name: `${pod}/lxc`, namespace: node, device: site.host.name },
      ...(isSilent && { canary: { from: node, to: pod } }),
    },
  ];
}

/** From the pods' side to the wire. */
function nodeTaps({ node, bridge }: PodSite, name: string): TapPoint[] {
  const tap = (role: string, { name: device }: Interface): TapPoint => ({
    ...{ name: `${name}/${role}`, namespace: name, device },
  });
  return [
    ...(bridge
      ? [{ ...tap('cni0', bridge), canary: { from: name, to: `pod${name.at(-1)}` } }]
      : []),
    ...tunnels(node).map((device) => tap(device.name, device)),
    tap('eth0', node.wire),
  ];
}

function tunnels({ interfaces, wire }: NodeSite): Interface[] {
  return interfaces.filter((d) => TUNNELS.includes(d.kind ?? '') && d.ifindex !== wire.ifindex);
}

function nic(device: Device): Link {
  return { kind: 'nic', device };
}

function device(namespace: string, d: Interface, family: Family): Device {
  const addresses = d.addresses.filter((a) => isOf(a, family) && !a.startsWith('fe80:'));
  return { namespace, name: d.name, mac: d.mac ?? '', addresses, mtu: d.mtu };
}

function own({ pod }: PodSite, family: Family): string[] {
  const addresses = pod.addresses.filter((a) => isOf(a, family));
  if (addresses.length > 0) return addresses;
  throw new LabError('E_LAB_BROKEN', {
    message: `the pod ${pod.name} has no IPv${family} address`,
    why: `it has ${pod.addresses.join(', ') || 'none at all'}`,
    mend: `cni-lab verify --family ${family === 4 ? 6 : 4}`,
  });
}

function isOf(address: string, family: Family): boolean {
  return address.includes(':') === (family === 6);
}
