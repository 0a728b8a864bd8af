import type { Feature } from '../datapaths/datapath.ts';
import type { FeatureReport } from '../labs/netns/features.ts';
import { bad, type Finding, good, poor } from './check-up.ts';

/** Of all others it is the module of their name. */
const MEND: Partial<Record<Feature, string>> = {
  vlan: 'modprobe 8021q',
  bond: 'modprobe bonding',
  gre: 'modprobe ip_gre',
  ip6gre: 'modprobe ip6_gre',
  ip6tnl: 'modprobe ip6_tunnel',
  nf_tables: 'modprobe nf_tables nf_conntrack',
  iptables: 'apt-get install -y iptables; modprobe -a nft_compat xt_nat xt_comment',
  ip_vs: 'apt-get install -y ipvsadm; modprobe -a ip_vs ip_vs_rr',
  bpf_redirect: 'modprobe cls_bpf sch_ingress',
  bpf_redirect_peer: 'boot a kernel of 5.10 or newer',
  xdp: 'boot a kernel of 5.10 or newer',
  xdp_generic: 'boot a kernel of 5.10 or newer',
  cgroup_sock_addr:
    'apt-get install -y bpftool; mkdir -p /run/cgroup2 && mount -t cgroup2 cgroup2 /run/cgroup2',
  sriov:
    'for a NIC that this machine has and can do without: ip link set DEV down; ip addr flush dev DEV',
  netkit: 'boot a kernel of 6.7 or newer with CONFIG_NETKIT, as Debian 13 has it',
};

/** Without these most datapaths cannot run; what the others need, many machines lack. */
const COMMON: readonly Feature[] = [
  ...(['veth', 'bridge', 'vxlan', 'nf_tables', 'iptables'] as const),
  ...(['bpf_redirect', 'bpf_redirect_peer', 'cgroup_sock_addr'] as const),
];

/** What the kernel did when it was asked to. */
export function checkFeatures(features: FeatureReport): Finding[] {
  return [...features].map(([feature, why]) =>
    why === null
      ? good(feature, 'works')
      : (COMMON.includes(feature) ? bad : poor)(
          feature,
          why,
          MEND[feature] ?? `modprobe ${feature}`,
        ),
  );
}
