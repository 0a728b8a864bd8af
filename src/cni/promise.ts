import type { Placement } from '../datapaths/datapath.ts';
import type { CiliumMode } from './cilium/mode.ts';
import { ciliumPromise } from './cilium/promise.ts';
import type { CniName } from './cni-name.ts';
import { acrossNodes, type Candidates, withinNode } from './datapath-names.ts';
import { detectCni } from './detect-cni.ts';
import { parseDevices } from './devices.ts';
import type { LiveNode, LivePod } from './live-node.ts';
import { nodeHop } from './node-hop.ts';
import { podPath } from './pod-path.ts';
import { parseRoutes } from './routes.ts';

export interface LiveFacts {
  /** The node of pod 1. */
  readonly node: LiveNode;
  readonly pod: LivePod;
  /** The other pod; its device counts on the same node only. */
  readonly peer: LivePod;
  /** The agents' mode where the CNI is Cilium, else null. */
  readonly cilium: CiliumMode | null;
}

export type PromisedDatapath =
  | { readonly datapath: string; readonly because: readonly string[] }
  | { readonly why: string };

/**
 * The datapath that packets between two pods must take, decided by what is live.
 * @param known the names of the catalogue; for a datapath that is not in it, the generic one whose
 * packets take the same path is promised
 */
export function promisedDatapath(
  facts: LiveFacts,
  placement: Placement,
  known: ReadonlySet<string>,
): PromisedDatapath {
  const { cni, evidence } = detectCni(facts.node, facts.pod);
  if (cni === 'cilium') return byCilium(facts, placement, known, evidence);
  const candidates = placement === 'same-node' ? sameNode(cni, facts) : crossNode(cni, facts);
  if ('why' in candidates) return candidates;
  return choose(candidates, known, [`${cni}: ${evidence[0]}`, candidates.because]);
}

function byCilium(
  { cilium, node, pod }: LiveFacts,
  placement: Placement,
  known: ReadonlySet<string>,
  evidence: readonly string[],
): PromisedDatapath {
  const device = parseDevices(node.links).find((d) => d.ifindex === pod.hostIfindex)?.name;
  if (device && !device.startsWith('lxc')) {
    return { why: `the pod's device ${device} is not Cilium's: it is chained to another CNI` };
  }
  if (!cilium) return { why: "the CNI is Cilium, and its agents' mode was not read" };
  const promised = ciliumPromise(cilium, placement);
  if ('why' in promised) return promised;
  const { hostRouting, device: kind, network } = cilium;
  const mode = `the agents run host routing ${hostRouting}, device ${kind}, network ${network}`;
  const names = [promised.datapath];
  return choose({ names, because: mode }, known, [`cilium: ${evidence[0]}`, mode]);
}

function sameNode(cni: CniName, { node, pod, peer }: LiveFacts): Candidates | { why: string } {
  const devices = parseDevices(node.links);
  const routes = parseRoutes(node.routes);
  if (devices.some((device) => device.name === 'bpfin.cali')) return CALICO_EBPF;
  const path = podPath(pod, devices, routes);
  if (path.way === 'unknown') return { why: path.why };
  const other = podPath(peer, devices, routes);
  if (path.way === 'bridged' && other.way === 'bridged' && path.bridge !== other.bridge) {
    return { why: `the pods are on two bridges, ${path.bridge} and ${other.bridge}` };
  }
  return withinNode(cni, path);
}

function crossNode(cni: CniName, { node, pod, peer }: LiveFacts): Candidates | { why: string } {
  const devices = parseDevices(node.links);
  const routes = parseRoutes(node.routes);
  if (devices.some((device) => device.name === 'bpfin.cali')) return CALICO_EBPF;
  if (peer.address === null) return { why: "the other pod's address is not known" };
  const hop = nodeHop(peer.address, devices, routes);
  if (hop.way === 'unknown') return { why: hop.why };
  const path = podPath(pod, devices, routes);
  if (path.way === 'unknown') return { why: path.why };
  return acrossNodes(cni, path, hop, peer.address);
}

const CALICO_EBPF = {
  why: "the node has bpfin.cali: calico/ebpf, Calico's eBPF mode, was never measured on a real Calico, so it is not promised",
} as const;

function choose(
  { names }: Candidates,
  known: ReadonlySet<string>,
  because: readonly string[],
): PromisedDatapath {
  const [own] = names;
  const datapath = names.find((name) => known.has(name));
  if (datapath === undefined) return { why: `${because.at(-1)}; cni-lab has no datapath ${own}` };
  if (datapath === own) return { datapath, because };
  const instead = `cni-lab has no datapath ${own} of its own: ${datapath} has the same path`;
  return { datapath, because: [...because, instead] };
}
