import {
  type Device,
  devices,
  hasMac,
  type Ipvs,
  type Link,
  type OvsDatapath,
  type Topology,
  type Wireguard,
  type XdpHook,
} from '../../datapaths/topology.ts';
import type { NetkitProgram } from '../../host/netkit-tool.ts';
import type { Argv } from '../../host/runner.ts';
import { namespaceName } from '../lab-name.ts';
import type { LentNic } from './sriov.ts';

/** What has to be done inside one namespace, in this order. */
export interface NamespacePlan {
  readonly place: string;
  /** Lines for `ip -batch -`, before anything is set up anywhere: netkit pairs, whose other ends go elsewhere. */
  readonly pairs: readonly string[];
  /** The same: devices that are made here, of which some go to other namespaces. */
  readonly links: readonly string[];
  /** The same: devices that daemons have made here, for other namespaces. */
  readonly handOvers: readonly string[];
  /** Null where nothing is to be set. */
  readonly sysctl: Argv | null;
  /** Lines for `ip -batch -`. */
  readonly ip: readonly string[];
  /** Lines for `bridge -batch -`, once its devices are ports: tunnel ends and ports; empty where there are none. */
  readonly fdb: readonly string[];
  /** A rule set for `nft -f -`, or null. */
  readonly nftables: string | null;
  /** Rules, and the program that loads them; null where there are none. */
  readonly iptables: { readonly argv: Argv; readonly rules: string } | null;
  readonly ipvs: IpvsPlan | null;
  readonly wireguard: Wireguard | null;
  readonly openvswitch: OvsDatapath | null;
  /** Lines for `tc -batch -`; empty where no program is attached. */
  readonly tc: readonly string[];
  /** Lines for `ip -batch -` that put programs on XDP; empty where there are none. */
  readonly xdp: readonly string[];
  /** To be run after the devices exist. */
  readonly offloads: readonly Argv[];
  readonly onNetkit: readonly NetkitProgram[];
  /** Programs to be put on the cgroup that all processes of the place are in. */
  readonly onSockets: readonly SocketPlan[];
}

export interface IpvsPlan {
  readonly argv: Argv;
  /** Lines for its standard input. */
  readonly servers: readonly string[];
  /** To be run after that, which may have loaded the module that has these settings. */
  readonly sysctl: Argv;
}

export interface SocketPlan {
  readonly object: string;
  readonly hooks: readonly string[];
}

export interface Plan {
  /** Names of the cgroups to make: of the same name as their places' namespaces. */
  readonly cgroups: readonly string[];
  /** Lines for one `ip -batch -` on the host: all namespaces and all links. */
  readonly create: readonly string[];
  /** NICs of this machine to be lent, once the namespaces are there. */
  readonly nics: readonly LentNic[];
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
    cgroups: places.filter((place) => hasCgroup(topology, place)).map(at),
    create: [
      ...places.map((place) => `netns add ${at(place)}`),
      ...topology.links.flatMap((link) => {
        if (link.kind === 'veth') {
          return `link add ${end(link.ends[0])} type veth peer ${end(link.ends[1])}`;
        }
        return isPlain(link) ? `link add ${end(link.device)} type ${link.type}` : [];
      }),
    ],
    nics: topology.links.flatMap((link) => {
      if (link.kind !== 'sriov') return [];
      const [nic, ...functions] = link.ends;
      return { nic, functions };
    }),
    namespaces: places.map((place) => planNamespace(place, topology, objectPath, at)),
  };
}

function planNamespace(
  place: string,
  topology: Topology,
  objectPath: (object: string) => string,
  at: (place: string) => string,
): NamespacePlan {
  const namespace = topology.namespaces[place]!;
  const own = devices(topology).filter((d) => d.namespace === place);
  const settings = assignments(namespace.sysctls);
  const programs = topology.programs.filter((p) => p.namespace === place);
  const onTc = programs.filter((p) => p.hook === 'ingress' || p.hook === 'egress');
  return {
    place,
    pairs: topology.links.flatMap((link) =>
      link.kind === 'netkit' && link.ends[0].namespace === place ? netkitLines(link.ends, at) : [],
    ),
    links: topology.links.flatMap((link) =>
      link.kind === 'device' && !isPlain(link) && madeIn(link) === place
        ? madeLines(link, bornAs(link, topology), at)
        : [],
    ),
    handOvers: topology.links.flatMap((link) =>
      link.kind === 'made' && link.by.namespace === place ? handOver(link, at) : [],
    ),
    // -e: a kernel without br_netfilter or IPv6 has no such key, and needs none
    sysctl: settings.length > 0 ? ['sysctl', '-eqw', ...settings] : null,
    ip: [
      'link set lo up',
      ...topology.links.flatMap((link) => renameLines(link, place, topology)),
      ...own.flatMap(deviceLines),
      ...namespace.routes.map(
        (r) =>
          `route add ${r.to}${r.via ? ` via ${r.via}` : ''} dev ${r.device}${r.onlink ? ' onlink' : ''}`,
      ),
      // what the other end of a link asked meanwhile may have made an entry already
      ...namespace.neighbours.map(
        (n) => `neigh replace ${n.address} lladdr ${n.mac} dev ${n.device} nud permanent`,
      ),
    ],
    fdb: (namespace.fdb ?? []).map(({ mac, device, remote }) =>
      remote
        ? `fdb append ${mac} dev ${device} dst ${remote} self permanent`
        : // a bridge may have learned it already
          `fdb replace ${mac} dev ${device} master static`,
    ),
    nftables: namespace.nftables ?? null,
    iptables: namespace.iptables
      ? { argv: iptablesRestore(topology.family), rules: namespace.iptables }
      : null,
    ipvs: namespace.ipvs ? planIpvs(namespace.ipvs) : null,
    wireguard: namespace.wireguard ?? null,
    openvswitch: namespace.openvswitch ?? null,
    tc: [
      ...[...new Set(onTc.map((p) => p.device))].map((dev) => `qdisc add dev ${dev} clsact`),
      ...onTc.map(
        (p) =>
          `filter add dev ${p.device} ${p.hook} bpf direct-action object-file "${objectPath(p.object)}" section ${p.section ?? 'tc'}`,
      ),
    ],
    xdp: programs.flatMap(({ device, hook, object, section }) =>
      hook === 'xdp' || hook === 'xdp generic'
        ? xdpLine(device, hook, objectPath(object), section)
        : [],
    ),
    offloads: own
      .filter((d) => d.wholeChecksums)
      .map((d) => ['ethtool', '-K', d.name, 'tx', 'off'] as const),
    onNetkit: programs
      .filter((p) => p.hook === 'netkit peer')
      .map(({ device, object }) => ({ device, object: objectPath(object) })),
    onSockets: (topology.socketPrograms ?? [])
      .filter((p) => p.namespace === place)
      .map(({ object, hooks }) => ({ object: objectPath(object), hooks })),
  };
}

/** Said explicitly which of the two: `xdp` alone falls back to the other in silence. */
export function xdpLine(device: string, hook: XdpHook, object: string, section = 'xdp'): string {
  const mode = hook === 'xdp' ? 'xdpdrv' : 'xdpgeneric';
  return `link set dev ${device} ${mode} object-file "${object}" section ${section}`;
}

/** Whether what runs in a place must be in a cgroup of its own. */
export function hasCgroup({ socketPrograms = [] }: Topology, place: string): boolean {
  return socketPrograms.some((p) => p.namespace === place);
}

/** -w: another that loads rules on this machine may hold the lock. */
export function iptablesRestore(family: Topology['family']): Argv {
  return [family === 6 ? 'ip6tables-restore' : 'iptables-restore', '-w', '5'];
}

export function planIpvs({ servers, sysctls }: Ipvs): IpvsPlan {
  return {
    argv: ['ipvsadm', '--restore'],
    servers,
    sysctl: ['sysctl', '-qw', ...assignments(sysctls)],
  };
}

function assignments(sysctls: Readonly<Record<string, number>>): string[] {
  return Object.entries(sysctls).map(([key, value]) => `${key}=${value}`);
}

/**
 * Nothing is said of the mode and of the other end's name, so that an iproute2 that knows nothing of
 * netkit (Debian 12's 6.1) makes it as well: what comes is in L3 mode, its other end named by the kernel.
 */
function netkitLines(
  [primary, peer]: readonly [Device, Device],
  at: (place: string) => string,
): string[] {
  return [
    `link add name ${primary.name} type netkit`,
    `link set nk0 netns ${at(peer.namespace)} name ${peer.name}`,
  ];
}

type Made = Link & { kind: 'device' };

/** Whether it does not matter where it is made. */
function isPlain(link: Link): link is Made {
  if (link.kind !== 'device' || link.lower || link.options) return false;
  return hasMac(link.device) && !link.device.isFallback; // what has none is the end of a tunnel
}

/** A tunnel's outer packets are sent and received where it was made. */
function madeIn({ device, lower }: Made): string {
  return lower?.namespace ?? device.namespace;
}

function madeLines(link: Made, name: string, at: (place: string) => string): string[] {
  if (link.device.isFallback) return knownLines(link);
  return link.type === 'tun' ? tuntapLines(link) : [madeLine(link, name, at)];
}

/** To make another of its type is what has the kernel load what knows it, and with that comes the device. */
function knownLines({ type }: Made): string[] {
  return [`link add name another type ${type} remote 127.0.0.2`, 'link del another'];
}

/** TUN and TAP devices are not made as links are. */
function tuntapLines({ device, options }: Made): string[] {
  const { name, mac } = device;
  return [
    `tuntap add dev ${name}${options ? ` ${options}` : ''}`,
    ...(hasMac(device) ? [`link set ${name} address ${mac}`] : []),
  ];
}

/**
 * The name that it is made by. Older kernels (6.12 does, 6.18 does not) look for that of a device which is for another
 * namespace where it is made, too: what is there already under that name is in its way.
 */
function bornAs(link: Made, topology: Topology): string {
  const { namespace, name } = link.device;
  const place = madeIn(link);
  const isTaken = devices(topology).some((d) => d.namespace === place && d.name === name);
  return place !== namespace && isTaken ? `${name}.${namespace}` : name;
}

function renameLines(link: Link, place: string, topology: Topology): string[] {
  if (link.kind !== 'device' || isPlain(link) || link.device.namespace !== place) return [];
  const name = bornAs(link, topology);
  return name === link.device.name ? [] : [`link set ${name} name ${link.device.name}`];
}

function madeLine(link: Made, name: string, at: (place: string) => string): string {
  const { device, lower, type, options } = link;
  return [
    'link add',
    ...(lower ? [`link ${lower.name}`] : []),
    `name ${name}`,
    ...(madeIn(link) === device.namespace ? [] : [`netns ${at(device.namespace)}`]),
    // tunnels without Ethernet have addresses of another kind, which come by their options
    ...(hasMac(device) ? [`address ${device.mac}`] : []),
    `type ${type}`,
    ...(options ? [options] : []),
  ].join(' ');
}

function handOver({ device, as }: Link & { kind: 'made' }, at: (place: string) => string): string {
  const { namespace, name, mac } = device;
  return `link set ${as} netns ${at(namespace)} name ${name} address ${mac}`;
}

function deviceLines(device: Device): string[] {
  const { name } = device;
  return [
    // no link-local address of its own accord: its discovery traffic would only be noise
    ...(device.isFallback ? [] : [`link set ${name} addrgenmode none`]),
    ...(device.mtu ? [`link set ${name} mtu ${device.mtu}`] : []),
    ...(device.master ? [`link set ${name} master ${device.master}`] : []),
    ...(device.hairpin ? [`link set ${name} type bridge_slave hairpin on`] : []),
    ...(device.isPromiscuous ? [`link set ${name} promisc on`] : []),
    ...device.addresses.map((a) => `addr add ${a} dev ${name}${a.includes(':') ? ' nodad' : ''}`),
    ...(device.isDown ? [] : [`link set ${name} up`]),
  ];
}
