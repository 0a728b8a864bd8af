import { at, booleanAt, parseJson, textAt } from '../json.ts';
import type { ModeFields, Testimony } from './mode-fields.ts';

const DEVICES = { veth: 'veth', netkit: 'netkit', 'netkit-l2': 'netkit-l2' } as const;
const ATTACH = { tcx: 'tcx', tc: 'tc' } as const;
const HOST_ROUTING = { bpf: 'BPF', legacy: 'Legacy' } as const;
const KUBE_PROXY_REPLACEMENT = { true: true, strict: true, false: false, disabled: false } as const;
const TUNNELS = { vxlan: 'vxlan', geneve: 'geneve' } as const;
const MASQUERADING = { bpf: 'BPF', iptables: 'iptables' } as const;
const ENCRYPTION = {
  disabled: 'none',
  wireguard: 'wireguard',
  ipsec: 'ipsec',
  ztunnel: 'ztunnel',
} as const;

/** `cilium-dbg status -o json`. Its fields are omitted when false, so absence alone says little. */
export function statusSays(text: string | null): Testimony {
  const status = parseJson(text);
  return {
    source: 'cilium-dbg status',
    said: {
      network: network(status),
      hostRouting: oneOf(HOST_ROUTING, at(status, 'routing', 'intra-host-routing-mode')),
      device: oneOf(DEVICES, at(status, 'datapath-mode')),
      attach: oneOf(ATTACH, at(status, 'attach-mode')),
      masquerading: masquerading(status),
      kubeProxyReplacement: oneOf(
        KUBE_PROXY_REPLACEMENT,
        at(status, 'kube-proxy-replacement', 'mode'),
      ),
      socketLb: socketLb(status),
      encryption: oneOf(ENCRYPTION, at(status, 'encryption', 'mode')),
      version: /^v?(\d+\.\d+\.\d\S*)/.exec(textAt(status, 'cilium', 'msg') ?? '')?.[1] ?? null,
    },
  };
}

/** `cni-chaining.mode`, or null: `none` where Cilium is the only CNI. */
export function chainingMode(text: string | null): string | null {
  return textAt(parseJson(text), 'cni-chaining', 'mode');
}

function network(status: unknown): ModeFields['network'] {
  const mode = textAt(status, 'routing', 'inter-host-routing-mode')?.toLowerCase();
  if (mode === 'native') return 'native';
  if (mode !== 'tunnel') return null;
  return oneOf(TUNNELS, at(status, 'routing', 'tunnel-protocol'));
}

function masquerading(status: unknown): ModeFields['masquerading'] {
  const said = at(status, 'masquerading');
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return null;
  if (at(said, 'enabled') === true) return oneOf(MASQUERADING, at(said, 'mode'));
  return at(said, 'enabled') === null ? 'disabled' : null;
}

/** For pods' sockets: with `socketLB.hostNamespaceOnly` it is for the host's alone. */
function socketLb(status: unknown): boolean | null {
  const features = ['kube-proxy-replacement', 'features'];
  if (at(status, ...features, 'bpfSocketLBHostnsOnly') === true) return false;
  const said = at(status, ...features, 'socketLB');
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return null;
  return at(said, 'enabled') === null ? false : booleanAt(said, 'enabled');
}

function oneOf<T>(words: Readonly<Record<string, T>>, said: unknown): T | null {
  if (typeof said !== 'string') return null;
  const word = said.toLowerCase();
  return Object.hasOwn(words, word) ? (words[word] as T) : null;
}
