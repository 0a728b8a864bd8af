import { type Device, devices, type Topology } from '../../datapaths/topology.ts';
import type { Argv } from '../../host/runner.ts';
import { namespaceName } from './lab-name.ts';

/** What has to be done inside one namespace, in this order. */
export interface NamespacePlan {
  readonly place: string;
  readonly sysctl: Argv;
  /** Lines for `ip -batch -`. */
  readonly ip: readonly string[];
  /** A rule set for `nft -f -`, or null. */
  readonly nftables: string | null;
  /** Lines for `tc -batch -`; empty where no program is attached. */
  readonly tc: readonly string[];
}

export interface Plan {
  /** Lines for one `ip -batch -` on the host: all namespaces and all links. */
  readonly create: readonly string[];
  readonly namespaces: readonly NamespacePlan[];
}

/**
 * The commands that make a topology real. Pure: nothing runs here.
 * @param objectPath where a program's compiled object is
 */
export function planLab(
  lab: string,
  topology: Topology,
  objectPath: (object: string) => string,
): Plan {
  const at = (place: string) => namespaceName(lab, place);
  const end = (d: Device) => `name ${d.name} netns ${at(d.namespace)} address ${d.mac}`;
  const places = Object.keys(topology.namespaces);
  return {
    create: [
      ...places.map((place) => `netns add ${at(place)}`),
      ...topology.links.map((link) =>
        link.kind === 'veth'
          ? `link add ${end(link.ends[0])} type veth peer ${end(link.ends[1])}`
          : `link add ${end(link.device)} type bridge`,
      ),
    ],
    namespaces: places.map((place) => planNamespace(place, topology, objectPath)),
  };
}

function planNamespace(
  place: string,
  topology: Topology,
  objectPath: (object: string) => string,
): NamespacePlan {
  const namespace = topology.namespaces[place]!;
  const own = devices(topology).filter((d) => d.namespace === place);
  const programs = topology.programs.filter((p) => p.namespace === place);
  return {
    place,
    // -e: a kernel without br_netfilter or IPv6 has no such key, and needs none
    sysctl: ['sysctl', '-eqw', ...Object.entries(namespace.sysctls).map(([k, v]) => `${k}=${v}`)],
    ip: [
      'link set lo up',
      ...own.flatMap(deviceLines),
      ...namespace.routes.map(
        (r) => `route add ${r.to}${r.via ? ` via ${r.via}` : ''} dev ${r.device}`,
      ),
      ...namespace.neighbours.map(
        (n) => `neigh add ${n.address} lladdr ${n.mac} dev ${n.device} nud permanent`,
      ),
    ],
    nftables: namespace.nftables ?? null,
    tc: [
      ...[...new Set(programs.map((p) => p.device))].map((dev) => `qdisc add dev ${dev} clsact`),
      ...programs.map(
        (p) =>
          `filter add dev ${p.device} ${p.hook} bpf direct-action object-file "${objectPath(p.object)}" section tc`,
      ),
    ],
  };
}

function deviceLines(device: Device): string[] {
  const { name } = device;
  return [
    // no link-local address of its own accord: its discovery traffic would only be noise
    `link set ${name} addrgenmode none`,
    ...(device.master ? [`link set ${name} master ${device.master}`] : []),
    ...device.addresses.map((a) => `addr add ${a} dev ${name}${a.includes(':') ? ' nodad' : ''}`),
    `link set ${name} up`,
  ];
}
