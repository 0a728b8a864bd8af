import { readClusterMode } from '../../cni/cilium/cluster-mode.ts';
import { ingressPrograms } from '../../cni/cilium/ingress-programs.ts';
import { versionNote } from '../../cni/cilium/known-version.ts';
import { whyLegacy } from '../../cni/cilium/legacy-cause.ts';
import { type CiliumReport, type CniReport, cniReport } from '../../cni/cni-report.ts';
import { detectCni } from '../../cni/detect-cni.ts';
import type { LiveNode, LivePod } from '../../cni/live-node.ts';
import { type PromisedDatapath, promisedDatapath } from '../../cni/promise.ts';
import { CATALOGUE } from '../../datapaths/catalogue.ts';
import type { Placement } from '../../datapaths/datapath.ts';
import type { Family } from '../../datapaths/topology.ts';
import { askCilium, type CiliumWord } from './cilium-agents.ts';
import type { LiveCluster } from './live-cluster.ts';
import { nodeFacts } from './node-facts.ts';
import type { PodSite } from './site.ts';

/** What a cluster says of its own CNI. */
export interface CniWord {
  readonly report: CniReport;
  /** What Cilium's agents said; null where it is not Cilium. */
  readonly cilium: CiliumWord | null;
  /** Names of programs for what comes from pods or off the wire, by `NODE/IFINDEX`; null where it is not Cilium. */
  readonly programs: ReadonlyMap<string, readonly string[]> | null;
  promise(pods: readonly [PodSite, PodSite], placement: Placement): PromisedDatapath;
}

/** Asks the cluster's nodes and agents. @throws LabError, CommandError */
export async function askCni(
  cluster: LiveCluster,
  options: { family: Family; thorough: boolean; signal?: AbortSignal | undefined },
): Promise<CniWord> {
  const nodes = [...new Set(cluster.sites.map((site) => site.node))];
  const names = nodes.map((site) => site.node.name);
  const [facts, word] = await Promise.all([
    Promise.all(nodes.map((site) => nodeFacts(site, options.family))),
    askUntilExplained(cluster, names, options),
  ]);
  const factsOf = new Map(facts.map((node) => [node.node, node]));
  const first = cluster.sites[0]!;
  const detected = detectCni(factsOf.get(first.node.node.name)!, livePod(first, options.family));
  const cilium = word && readCilium(word);
  return {
    ...{ report: cniReport(detected, cilium), cilium: word },
    programs: word && ingressPrograms(word.agents),
    promise: ([one, two], placement) => {
      const node = factsOf.get(one.node.node.name) as LiveNode;
      const pod = livePod(one, options.family);
      const peer = livePod(two, options.family);
      const mode = cilium?.mode.byNode[node.node] ?? null;
      return promisedDatapath({ node, pod, peer, cilium: mode }, placement, KNOWN);
    },
  };
}

/** Why an agent is in Legacy takes more to find out than that it is. */
async function askUntilExplained(
  { kubernetes, cilium }: LiveCluster,
  nodes: readonly string[],
  options: { thorough: boolean; signal?: AbortSignal | undefined },
): Promise<CiliumWord | null> {
  if (options.thorough) return askCilium(kubernetes, nodes, options);
  const word = await (cilium ?? askCilium(kubernetes, nodes, options));
  if (word === null) return null;
  const { byNode } = readClusterMode(word.agents, word.config);
  const isClear = Object.values(byNode).every((mode) => mode.hostRouting === 'BPF');
  return isClear ? word : askCilium(kubernetes, nodes, { ...options, thorough: true });
}

const KNOWN = new Set(CATALOGUE.map((datapath) => datapath.name));

function readCilium(word: CiliumWord): CiliumReport {
  const mode = readClusterMode(word.agents, word.config);
  const [first] = word.agents;
  const ofFirst = first ? mode.byNode[first.node] : undefined;
  const legacy = first && ofFirst ? whyLegacy(ofFirst, first, word.config) : null;
  return { mode, legacy, note: versionNote(mode.mode.version) };
}

function livePod(site: PodSite, family: Family): LivePod {
  const address = site.pod.addresses.find((a) => a.includes(':') === (family === 6)) ?? null;
  return { hostIfindex: site.host.ifindex, address };
}
