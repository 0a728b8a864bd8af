import type { Feature } from '../datapaths/datapath.ts';
import type { FeatureReport } from '../labs/netns/features.ts';
import { bad, type Finding, good, poor } from './check-up.ts';

const MEND: Readonly<Record<Feature, string>> = {
  veth: 'modprobe veth',
  bridge: 'modprobe bridge',
  vxlan: 'modprobe vxlan',
  nf_tables: 'modprobe nf_tables nf_conntrack',
  iptables: 'apt-get install -y iptables; modprobe -a nft_compat xt_nat xt_comment',
  ip_vs: 'apt-get install -y ipvsadm; modprobe -a ip_vs ip_vs_rr',
  dummy: 'modprobe dummy',
  bpf_redirect: 'modprobe cls_bpf sch_ingress',
  bpf_redirect_peer: 'boot a kernel of 5.10 or newer',
  cgroup_sock_addr:
    'apt-get install -y bpftool; mkdir -p /run/cgroup2 && mount -t cgroup2 cgroup2 /run/cgroup2',
  netkit: 'boot a kernel of 6.7 or newer with CONFIG_NETKIT, as Debian 13 has it',
};

/** What many machines lack, and few datapaths need. */
const RARE: readonly Feature[] = ['netkit', 'ip_vs', 'dummy'];

/** What the kernel did when it was asked to. */
export function checkFeatures(features: FeatureReport): Finding[] {
  return [...features].map(([feature, why]) =>
    why === null
      ? good(feature, 'works')
      : (RARE.includes(feature) ? poor : bad)(feature, why, MEND[feature]),
  );
}
