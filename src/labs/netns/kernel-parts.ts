import type { Feature } from '../../datapaths/datapath.ts';

/** What of a kernel brings a feature. */
export interface KernelPart {
  readonly option: string;
  /** As `modprobe` wants them, where the option made modules of it. */
  readonly modules: readonly string[];
}

/** Source: the Kconfig files of Linux. Features without an entry are no part of their own. */
export const KERNEL_PARTS: Readonly<Partial<Record<Feature, KernelPart>>> = {
  veth: { option: 'CONFIG_VETH', modules: ['veth'] },
  bridge: { option: 'CONFIG_BRIDGE', modules: ['bridge'] },
  br_netfilter: { option: 'CONFIG_BRIDGE_NETFILTER', modules: ['br_netfilter'] },
  vxlan: { option: 'CONFIG_VXLAN', modules: ['vxlan'] },
  dummy: { option: 'CONFIG_DUMMY', modules: ['dummy'] },
  macvlan: { option: 'CONFIG_MACVLAN', modules: ['macvlan'] },
  ipvlan: { option: 'CONFIG_IPVLAN', modules: ['ipvlan'] },
  vlan: { option: 'CONFIG_VLAN_8021Q', modules: ['8021q'] },
  bond: { option: 'CONFIG_BONDING', modules: ['bonding'] },
  gre: { option: 'CONFIG_NET_IPGRE', modules: ['ip_gre'] },
  ip6gre: { option: 'CONFIG_IPV6_GRE', modules: ['ip6_gre'] },
  ipip: { option: 'CONFIG_NET_IPIP', modules: ['ipip'] },
  ip6tnl: { option: 'CONFIG_IPV6_TUNNEL', modules: ['ip6_tunnel'] },
  geneve: { option: 'CONFIG_GENEVE', modules: ['geneve'] },
  wireguard: { option: 'CONFIG_WIREGUARD', modules: ['wireguard'] },
  tun: { option: 'CONFIG_TUN', modules: ['tun'] },
  nf_tables: { option: 'CONFIG_NF_TABLES', modules: ['nf_tables', 'nf_conntrack'] },
  iptables: { option: 'CONFIG_NFT_COMPAT', modules: ['nft_compat', 'xt_nat', 'xt_comment'] },
  ip_vs: { option: 'CONFIG_IP_VS_RR', modules: ['ip_vs', 'ip_vs_rr'] },
  openvswitch: { option: 'CONFIG_OPENVSWITCH', modules: ['openvswitch'] },
  bpf_redirect: { option: 'CONFIG_NET_CLS_BPF', modules: ['cls_bpf', 'sch_ingress'] },
};

/** `modprobe -a ip_vs ip_vs_rr` */
export function loadModules(feature: Feature): string {
  const { modules = [feature] } = KERNEL_PARTS[feature] ?? {};
  return `modprobe ${modules.length > 1 ? '-a ' : ''}${modules.join(' ')}`;
}
