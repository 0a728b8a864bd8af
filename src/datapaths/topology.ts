import { NO_MAC } from '../packets/address.ts';

/**
 * A datapath's lab as a value. The netns backend realises it, drawings and `explain` show it.
 * Names are short here (`node1`, `pod1`); a backend adds the lab's own name.
 */
export type Family = 4 | 6;

export interface Topology {
  readonly family: Family;
  readonly namespaces: Readonly<Record<string, Namespace>>;
  readonly links: readonly Link[];
  readonly programs: readonly Program[];
  readonly socketPrograms?: readonly SocketProgram[];
  /** Servers that answer UDP and TCP probes, started for the probe that needs one. */
  readonly services: readonly Service[];
  /** Facts that it must wait for before it is probed. */
  readonly conditions?: readonly Command[];
  /** What happens in the midst of the probe: once the first request is answered, before the second. */
  readonly incident?: Incident;
  /** What else runs in its places, from when all is set up until the lab is removed. */
  readonly daemons?: readonly Daemon[];
  /** Capture points, in the order in which a request passes them. */
  readonly taps: readonly TapPoint[];
  /** Who sends the probe to whom; without it, pod1 to pod2. */
  readonly probe?: Passage;
}

/** From where to where a probe goes. */
export interface Passage {
  /** Names of namespaces. */
  readonly from: string;
  readonly to: string;
  /** The address that is asked in place of the target's own: a service's. */
  readonly service?: string;
  /** The device at either end whose addresses are used; without it, the first that has any. */
  readonly device?: string;
  /** UDP goes by a socket that is connected to nobody: each datagram by sendto(), and who answers must be who was asked. */
  readonly unconnected?: boolean;
  /** Who asks is in no cgroup of its place: programs on that cgroup are not asked about its sockets. */
  readonly outsideCgroup?: boolean;
}

export interface Namespace {
  /** `network`: a switch or router between the nodes. */
  readonly role: 'node' | 'pod' | 'network';
  /** The node that a pod is on. */
  readonly node?: string;
  readonly sysctls: Readonly<Record<string, number>>;
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** Which tunnel end, or by which port of a bridge, a frame for a MAC address goes to. */
  readonly fdb?: readonly TunnelEnd[];
  /** An nftables rule set, loaded as it stands. */
  readonly nftables?: string;
  /** Rules for iptables-restore, or ip6tables-restore where the family is 6. */
  readonly iptables?: string;
  readonly ipvs?: Ipvs;
  readonly wireguard?: Wireguard;
  readonly openvswitch?: OvsDatapath;
}

/** Keys and peers of a WireGuard device. */
export interface Wireguard {
  readonly device: string;
  /** As `wg setconf` reads it. */
  readonly config: string;
}

/** IPVS, the kernel's load balancer. */
export interface Ipvs {
  /** Lines for `ipvsadm --restore`. */
  readonly servers: readonly string[];
  /** Settings that are only there once IPVS is. */
  readonly sysctls: Readonly<Record<string, number>>;
}

/** A datapath of Open vSwitch, the kernel's part of that switch. */
export interface OvsDatapath {
  readonly name: string;
  /** Devices that are its ports: 1, 2, ... */
  readonly ports: readonly string[];
  /** As `ovs-dpctl add-flow` has them. */
  readonly flows: readonly { readonly match: string; readonly actions: string }[];
}

/** One device, or one end of a pair. */
export interface Device {
  readonly namespace: string;
  readonly name: string;
  readonly mac: string;
  /** With prefix length: `10.244.1.11/32`. */
  readonly addresses: readonly string[];
  /** The bridge or bond that it is a port of. */
  readonly master?: string;
  readonly mtu?: number;
  /**
   * What leaves it bears whole checksums, as on a wire: else they are left to be filled in by hardware that
   * a veth does not have. Needs `ethtool`.
   */
  readonly wholeChecksums?: boolean;
  /** Left down: it bears its addresses, and no packet passes it. */
  readonly isDown?: boolean;
  /** As `tunl0`: every network namespace has it, from when the kernel knows its type. */
  readonly isFallback?: boolean;
  /** It takes in frames that are for others, too. */
  readonly isPromiscuous?: boolean;
  /** A port of a bridge that may send a frame back to where it came from. */
  readonly hairpin?: boolean;
}

export type Link =
  | { readonly kind: 'veth'; readonly ends: readonly [Device, Device] }
  /** The primary, which programs are put on, and its peer. It goes by IP alone: all MACs are zero. */
  | { readonly kind: 'netkit'; readonly ends: readonly [Device, Device] }
  /** A NIC that the machine lends to the lab, then its virtual functions, by number. */
  | { readonly kind: 'sriov'; readonly ends: readonly [Device, ...Device[]] }
  /** A device that a cluster's node brings along. */
  | { readonly kind: 'nic'; readonly device: Device }
  /** A device that a daemon makes, in its own namespace and under a name of its own: it is handed over. */
  | {
      readonly kind: 'made';
      readonly device: Device;
      readonly by: Pick<Daemon, 'namespace' | 'name'>;
      readonly as: string;
    }
  | {
      readonly kind: 'device';
      /** As `ip link add type` has it: `bridge`, `vxlan`, `macvlan`. `tun` is made by `ip tuntap add`. */
      readonly type: string;
      readonly device: Device;
      /** The device below it, in whose namespace it is made. */
      readonly lower?: { readonly namespace: string; readonly name: string };
      /** What follows the type: `mode bridge`. What has options is made inside its namespace. */
      readonly options?: string;
    };

export interface Route {
  /** `default`, an address or a prefix. */
  readonly to: string;
  readonly via?: string;
  readonly device: string;
  /** The next hop is taken to be there, whatever the device's own addresses are. */
  readonly onlink?: boolean;
}

/** A permanent neighbour entry, in place of ARP or neighbour discovery. */
export interface Neighbour {
  readonly address: string;
  readonly mac: string;
  readonly device: string;
}

/** A permanent FDB entry of a tunnel device, or of the bridge that the device is a port of. */
export interface TunnelEnd {
  readonly mac: string;
  readonly device: string;
  /** Address of the node at the tunnel's other end; none where the device is a port. */
  readonly remote?: string;
}

/** Native: in the device's driver. Generic: in the stack, for drivers that cannot. */
export type XdpHook = 'xdp' | 'xdp generic';

/** One of our BPF objects (`bpf/NAME.bpf.c`), or one of the user's, on a hook of a device. */
export interface Program {
  readonly namespace: string;
  readonly device: string;
  /** One of tc's; or that of a netkit primary for what its peer sends; or XDP, native or generic. */
  readonly hook: 'ingress' | 'egress' | 'netkit peer' | XdpHook;
  readonly object:
    | 'redirect'
    | 'redirect-peer'
    | 'bare-peer'
    | 'slow-then-peer'
    | 'service-lb'
    | 'encap'
    | 'policy-drop'
    | 'xdp-drop'
    | 'xdp-lb'
    | 'xdp-pass'
    | 'xdp-redirect'
    | OwnObject;
  /** Section of an object of the user's; ours have theirs in `tc` or `xdp`. */
  readonly section?: string;
  /** What the kernel calls the program, where that is not the name of its object. */
  readonly program?: string;
}

/** A BPF object of the user's, by its path. */
export type OwnObject = `${string}.o`;

/** One of our BPF objects on the sockets of a pod: on the cgroup of all that runs in it. */
export interface SocketProgram {
  readonly namespace: string;
  /** The object has a program `cgroup_HOOK` for each of its hooks. */
  readonly hooks: readonly `${'connect' | 'sendmsg' | 'recvmsg'}${Family}`[];
  readonly object: 'socket-lb' | OwnObject;
}

export interface Service {
  readonly namespace: string;
  readonly port: number;
}

/** A program that works for as long as the lab is there: a routing daemon, the end of a tunnel. */
export interface Daemon {
  readonly namespace: string;
  /** Unique in its namespace; the folder that it gets is named by it. */
  readonly name: string;
  /** `{dir}` in these, and in the files, stands for its folder; `{dist}/NAME` is a program of ours (`native/`). */
  readonly argv: readonly [string, ...string[]];
  /** Environment variables of its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files in its folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** A command that succeeds in the same namespace once it does its work; it is asked until then. */
  readonly ready: readonly [string, ...string[]];
  /** Of a routing daemon: the command that prints its routes, as `birdc show route all` does. */
  readonly routes?: readonly [string, ...string[]];
  /** Of one on DPDK: the taps on the other sides of its ports, by their numbers; its telemetry tells what they carried. */
  readonly ports?: readonly string[];
}

/** A command in one place. Where it stands for a fact, it succeeds once that is so, and is asked until then. */
export interface Command {
  readonly namespace: string;
  readonly argv: readonly [string, ...string[]];
}

export interface Incident {
  /** What is done. */
  readonly act: Command;
  /** What is so when it has taken effect; only then the probe goes on. */
  readonly effect: Command;
}

export interface TapPoint {
  /** `pod1/eth0`, `pod1/lxc`, `node1/cni0`. */
  readonly name: string;
  readonly namespace: string;
  readonly device: string;
  /**
   * Where to ping from and to so that this device must see it: needed where the datapath leaves
   * nothing of the probe to be seen here, as the proof that the capture could have seen it.
   */
  readonly canary?: { readonly from: string; readonly to: string; readonly device?: string };
}

/** All devices of a topology, pairs taken apart. */
export function devices(topology: Topology): Device[] {
  return topology.links.flatMap((link) => ('ends' in link ? link.ends : [link.device]));
}

/** Whether frames on it bear MAC addresses: tunnels of bare IP packets and netkit devices have none. */
export function hasMac(device: Device): boolean {
  return device.mac !== NO_MAC;
}

/**
 * The address of a pod or node, without prefix length.
 * @param name of the device that bears it, `lo` is one; without it, the first that has any
 * @throws if it has none
 */
export function addressOf(topology: Topology, namespace: string, name?: string): string {
  if (name === 'lo') return topology.family === 6 ? '::1' : '127.0.0.1';
  const device = devices(topology).find(
    (d) =>
      d.namespace === namespace &&
      d.addresses.length > 0 &&
      (name === undefined || d.name === name),
  );
  const address = device?.addresses[0]?.split('/')[0];
  if (!address) throw new Error(`${namespace} has no address in its topology`);
  return address;
}

/** The MAC address of a tap's device, as the topology has it. */
export function tapMac(topology: Topology, tap: TapPoint): string | null {
  const device = devices(topology).find(
    (d) => d.namespace === tap.namespace && d.name === tap.device,
  );
  return device?.mac ?? null;
}

export function passageOf(topology: Topology): Passage {
  return topology.probe ?? { from: 'pod1', to: 'pod2' };
}

/** The nodes that the probe starts and ends on. */
export function nodesOf(topology: Topology): string[] {
  const { from, to } = passageOf(topology);
  return [...new Set([from, to].map((end) => topology.namespaces[end]?.node ?? end))];
}

/** Names of the pods, in order. */
export function podsOf(topology: Topology): string[] {
  return Object.keys(topology.namespaces).filter(
    (name) => topology.namespaces[name]?.role === 'pod',
  );
}
