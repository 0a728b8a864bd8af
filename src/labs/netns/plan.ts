import type { Ipvs, OvsDatapath, Wireguard } from '../../datapaths/namespace.ts';
import type { XdpHook } from '../../datapaths/program.ts';
import { devices, type Topology } from '../../datapaths/topology.ts';
import type { NetkitProgram } from '../../host/netkit-tool.ts';
import type { Argv } from '../../host/runner.ts';
import { namespaceName } from '../lab-name.ts';
import {
  deviceLines,
  firstLines,
  handOver,
  linesMadeIn,
  type NameAt,
  netkitLines,
  renameLines,
} from './link-lines.ts';
import { MARK_LINE } from './mark.ts';
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
  const places = Object.keys(topology.namespaces);
  return {
    cgroups: places.filter((place) => hasCgroup(topology, place)).map(at),
    create: [...places.map((place) => `netns add ${at(place)}`), ...firstLines(topology, at)],
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
  at: NameAt,
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
    links: linesMadeIn(place, topology, at),
    handOvers: topology.links.flatMap((link) =>
      link.kind === 'made' && link.by.namespace === place ? handOver(link, at) : [],
    ),
    // -e: a kernel without br_netfilter or IPv6 has no such key, and needs none
    sysctl: settings.length > 0 ? ['sysctl', '-eqw', ...settings] : null,
    ip: [
      MARK_LINE,
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
