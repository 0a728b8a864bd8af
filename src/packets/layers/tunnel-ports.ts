/** What a tunnel wraps its packets in: a header of VXLAN, Geneve, WireGuard or sleeve, or nothing ('raw-ip': IPv4). */
export type Tunnel = 'vxlan' | 'geneve' | 'wireguard' | 'sleeve' | 'raw-ip';

/** Tunnels by UDP destination port. */
export type TunnelPorts = Readonly<Record<number, Tunnel>>;

/** The ports tunnels use unless configured otherwise. */
export const TUNNEL_PORTS: TunnelPorts = {
  /** IANA's VXLAN port, RFC 7348. */
  4789: 'vxlan',
  /** The Linux kernel's VXLAN port from before IANA's; Cilium and flannel use it. */
  8472: 'vxlan',
  /** RFC 8926. */
  6081: 'geneve',
  /** flannel's udp backend. */
  8285: 'raw-ip',
  /** WireGuard's own, and Cilium's. */
  51820: 'wireguard',
  51871: 'wireguard',
  /** Weave's routers, in user space. */
  6783: 'sleeve',
  /** Weave's fast datapath. */
  6784: 'vxlan',
};
