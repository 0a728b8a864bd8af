import type { CniName } from './cni-name.ts';
import type { NodeHop } from './node-hop.ts';
import type { PodPath } from './pod-path.ts';

export interface Candidates {
  /** Datapath names, the CNI's own before the generic one with the same path. */
  readonly names: readonly string[];
  readonly because: string;
}

type KnownPath = Exclude<PodPath, { way: 'unknown' }>;
type KnownHop = Exclude<NodeHop, { way: 'unknown' }>;

/** The way in which a CNI's pods hang on their node: on any other, its own names do not fit. */
const USUAL_WAY: Partial<Record<CniName, KnownPath['way']>> = {
  flannel: 'bridged',
  kindnet: 'routed',
  calico: 'routed',
  canal: 'routed',
  antrea: 'openvswitch',
  weave: 'bridged',
  'kube-router': 'bridged',
};

const GENERIC: Partial<Record<KnownPath['way'], string>> = {
  bridged: 'linux/bridge',
  routed: 'linux/ptp',
};

/** What a CNI's datapath across nodes is called, where it is neither `cross-node` nor the hop's own name. */
const OWN_HOPS: Partial<Record<CniName, Partial<Record<KnownHop['way'], string>>>> = {
  flannel: { routed: 'host-gw' },
  calico: { routed: 'bgp' },
  canal: { vxlan: 'cross-node', routed: 'host-gw' },
  'kube-router': { routed: 'bgp' },
};

export function withinNode(cni: CniName, path: KnownPath): Candidates {
  const own = isUsual(cni, path) ? [`${cni}/same-node`] : [];
  return { names: [...own, ...generic(path, '')], because: inWords(path) };
}

export function acrossNodes(
  cni: CniName,
  path: KnownPath,
  hop: KnownHop,
  address: string,
): Candidates {
  const own = isUsual(cni, path) ? [`${cni}/${ownHop(cni, hop)}`] : [];
  const names = hop.way === 'routed' ? [...own, ...generic(path, '-cross-node')] : own;
  const because = `the route to ${address} goes ${hopInWords(hop)}`;
  return names.length > 0 ? { names, because } : { names: [`${cni}/${hop.way}`], because };
}

function isUsual(cni: CniName, path: KnownPath): boolean {
  return USUAL_WAY[cni] === path.way;
}

function generic(path: KnownPath, suffix: string): string[] {
  const name = GENERIC[path.way];
  return name ? [name + suffix] : [];
}

function ownHop(cni: CniName, { way }: KnownHop): string {
  const usual = way === 'routed' || way === 'openvswitch' ? 'cross-node' : way;
  return OWN_HOPS[cni]?.[way] ?? usual;
}

function inWords(path: KnownPath): string {
  if (path.way === 'bridged') return `${path.device} is a port of the bridge ${path.bridge}`;
  if (path.way === 'routed') return `the node routes to the pod by ${path.device}`;
  return `${path.device} is a port of Open vSwitch`;
}

function hopInWords(hop: KnownHop): string {
  if (hop.way === 'routed') return `via ${hop.gateway} dev ${hop.device}, without encapsulation`;
  return `by ${hop.device} (${hop.way})`;
}
