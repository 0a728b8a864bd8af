import type { Feature } from '../datapaths/datapath.ts';
import type { FeatureReport } from '../labs/netns/features.ts';
import { loadModules } from '../labs/netns/kernel-parts.ts';
import { bad, type Finding, good, poor } from './check-up.ts';

/** What else they need than their modules. */
const PACKAGES: Partial<Record<Feature, string>> = {
  iptables: 'apt-get install -y iptables',
  ip_vs: 'apt-get install -y ipvsadm',
  openvswitch: 'apt-get install -y openvswitch-switch',
};

/** Of those that it takes more than modules to have. */
const MEND: Partial<Record<Feature, string>> = {
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
          MEND[feature] ?? [PACKAGES[feature] ?? [], loadModules(feature)].flat().join('; '),
        ),
  );
}
