/** How an agent's datapath runs, as far as it decides what a capture sees. Null: not known. */
export interface ModeFields {
  /** How packets reach pods on other nodes. */
  readonly network: 'native' | 'vxlan' | 'geneve' | null;
  readonly hostRouting: 'BPF' | 'Legacy' | null;
  /** The kind of device a pod has. */
  readonly device: 'veth' | 'netkit' | 'netkit-l2' | null;
  readonly attach: 'tcx' | 'tc' | null;
  readonly masquerading: 'BPF' | 'iptables' | 'disabled' | null;
  readonly kubeProxyReplacement: boolean | null;
  readonly socketLb: boolean | null;
  readonly endpointRoutes: boolean | null;
  readonly encryption: 'none' | 'wireguard' | 'ipsec' | 'ztunnel' | null;
  readonly version: string | null;
}

export type ModeField = keyof ModeFields;

/** Every field, and its name in a sentence. */
export const FIELD_NAMES: Readonly<Record<ModeField, string>> = {
  network: 'network',
  hostRouting: 'host routing',
  device: 'device mode',
  attach: 'attach mode',
  masquerading: 'masquerading',
  kubeProxyReplacement: 'kube-proxy replacement',
  socketLb: 'socket LB',
  endpointRoutes: 'endpoint routes',
  encryption: 'encryption',
  version: 'version',
};

export const MODE_FIELDS = Object.keys(FIELD_NAMES) as readonly ModeField[];

/** What one source says of the mode: only what runs, never what was asked for. */
export interface Testimony {
  readonly source: string;
  readonly said: Partial<ModeFields>;
}
