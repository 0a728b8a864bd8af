export const CNI_NAMES = [
  'cilium',
  'kindnet',
  'flannel',
  'calico',
  'canal',
  'antrea',
  'weave',
  'kube-router',
  'bridge',
  'ptp',
  'unknown',
] as const;

export type CniName = (typeof CNI_NAMES)[number];

/** Devices that only this CNI makes. */
export const OWN_DEVICES: readonly { readonly cni: CniName; readonly name: RegExp }[] = [
  { cni: 'cilium', name: /^(cilium_(host|net|vxlan|geneve|wg0)|lxc[0-9a-f]{12})$/ },
  {
    cni: 'calico',
    name: /^(cali[0-9a-f]{11}|vxlan(-v6)?\.calico|wireguard\.cali|bpf(in|out)\.cali)$/,
  },
  { cni: 'antrea', name: /^antrea-(gw|tun|egress)0$/ },
  { cni: 'weave', name: /^(weave|vethwe-(bridge|datapath))$/ },
  { cni: 'kube-router', name: /^kube-bridge$/ },
  { cni: 'flannel', name: /^flannel(0|\.\d+|-v6\.\d+|-wg(-v6)?|\.ipip)$/ },
];

/** Plugin types that only this CNI configures. */
export const OWN_PLUGINS: Readonly<Record<string, CniName>> = {
  'cilium-cni': 'cilium',
  flannel: 'flannel',
  calico: 'calico',
  antrea: 'antrea',
  'weave-net': 'weave',
  'cni-kindnet': 'kindnet',
};

export function makerOf(device: string): CniName | null {
  return OWN_DEVICES.find(({ name }) => name.test(device))?.cni ?? null;
}
