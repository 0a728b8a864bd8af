import type { Placement } from '../../datapaths/datapath.ts';
import type { CiliumMode } from './mode.ts';
import { FIELD_NAMES, type ModeField } from './mode-fields.ts';

export type Promised = { readonly datapath: string } | { readonly why: string };

/** The datapath that an agent in this mode must give. */
export function ciliumPromise(mode: CiliumMode, placement: Placement): Promised {
  const sameNode = placement === 'same-node';
  const needed: readonly ModeField[] = sameNode
    ? ['hostRouting', 'device']
    : ['hostRouting', 'device', 'network', 'encryption'];
  const missing = needed.find((field) => mode[field] === null);
  if (missing) return { why: unknown(missing) };
  return sameNode ? withinNode(mode) : acrossNodes(mode);
}

/** Pods of one node talk unencrypted and unencapsulated in every mode. */
function withinNode(mode: CiliumMode): Promised {
  if (mode.device !== 'veth') return netkit(mode, 'cilium/netkit-same-node');
  return { datapath: `cilium/same-node${suffix(mode)}` };
}

function acrossNodes(mode: CiliumMode): Promised {
  if (mode.encryption === 'wireguard') return wireguard(mode);
  if (mode.encryption !== 'none') {
    return { why: `cni-lab knows no datapath of Cilium with ${mode.encryption} between nodes` };
  }
  if (mode.device !== 'veth') {
    return mode.network === 'native'
      ? netkit(mode, 'cilium/netkit-cross-node')
      : { why: `cni-lab knows no datapath of Cilium's netkit devices over ${mode.network}` };
  }
  const network = mode.network === 'native' ? '' : `-${mode.network}`;
  return { datapath: `cilium/cross-node${network}${suffix(mode)}` };
}

/** With Legacy or an overlay the decrypted packet goes another way to the pod. */
function wireguard(mode: CiliumMode): Promised {
  const plain = mode.network === 'native' && mode.hostRouting === 'BPF' && mode.device === 'veth';
  if (plain) return { datapath: 'cilium/wireguard' };
  const { network, hostRouting, device } = mode;
  return {
    why: `cni-lab knows WireGuard on native, BPF, veth only, not ${network}, ${hostRouting}, ${device}`,
  };
}

function netkit(mode: CiliumMode, datapath: string): Promised {
  if (mode.hostRouting === 'BPF') return { datapath };
  return {
    why: 'netkit without BPF host routing is not supported by Cilium, nor known to cni-lab',
  };
}

function suffix(mode: CiliumMode): string {
  return mode.hostRouting === 'Legacy' ? '-legacy' : '';
}

const STATUS_QUERY: Partial<Record<ModeField, string>> = {
  hostRouting: '.routing["intra-host-routing-mode"]',
  device: '.["datapath-mode"]',
  network: '.routing',
  encryption: '.encryption',
};

function unknown(field: ModeField): string {
  return (
    `Cilium's ${FIELD_NAMES[field]} is unknown; to find out: kubectl -n kube-system exec ds/cilium ` +
    `-c cilium-agent -- cilium-dbg status -o json | jq '${STATUS_QUERY[field]}'`
  );
}
