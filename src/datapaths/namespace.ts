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
