import type { Placement } from '../../datapaths/datapath.ts';
import { LabError } from '../../errors.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { Backend } from '../lab.ts';
import { allToTheirEnd } from './all-to-their-end.ts';
import { askCilium, type CiliumWord } from './cilium-agents.ts';
import type { ClusterChoice } from './cluster-choice.ts';
import type { NodeAccess } from './reach/node-access.ts';
import { reach, type Strategy } from './reach/reach.ts';
import type { NodeSite, PodSite } from './site.ts';
import { surveyNode, surveyPods } from './survey.ts';

/** A cluster that is up, with the pods between which datapaths can be seen. */
export interface LiveCluster {
  readonly name: string;
  readonly backend: Backend;
  readonly kubernetes: Kubernetes;
  readonly nodes: readonly Node[];
  readonly sites: readonly PodSite[];
  /** What Cilium's agents say of their mode, where they were asked while the rest was looked at; null: there are none. */
  readonly cilium?: Promise<CiliumWord | null>;
  /** Ends what runs on the nodes for us, and removes what is not to be kept. @throws LabError */
  close(): Promise<void>;
}

/** Reaches the nodes of these pods and looks at how the pods are attached. @throws LabError, CommandError */
export async function surveyCluster(
  cluster: Omit<LiveCluster, 'sites' | 'close' | 'cilium'>,
  pods: readonly Pod[],
  strategies: readonly Strategy[],
  release: () => Promise<void>,
): Promise<LiveCluster> {
  const names = [...new Set(pods.map((pod) => pod.node))];
  const nodes = names.map((name) => cluster.nodes.find((node) => node.name === name)!);
  const cilium = askCilium(
    cluster.kubernetes,
    nodes.map((node) => node.name),
    { thorough: false },
  );
  cilium.catch(() => {}); // whoever awaits it still sees the failure
  const accesses: NodeAccess[] = [];
  const close = async () => {
    await Promise.all(accesses.map((access) => access.close()));
    try {
      await release();
    } finally {
      cluster.kubernetes.close();
    }
  };
  try {
    const sites = await allToTheirEnd(
      nodes.map(async (node) => {
        const access = await reach(node, strategies);
        accesses.push(access);
        return survey(node, access, pods);
      }),
    );
    const found = sites.flat();
    const sitesOf = pods.map((pod) => found.find((site) => site.pod === pod)!);
    return { ...cluster, sites: sitesOf, cilium, close };
  } catch (error) {
    await Promise.all(accesses.map((access) => access.close()));
    throw error;
  }
}

async function survey(node: Node, access: NodeAccess, pods: readonly Pod[]): Promise<PodSite[]> {
  const site: NodeSite = await surveyNode(node, access);
  return surveyPods(
    site,
    pods.filter((pod) => pod.node === node.name),
  );
}

/** The pods that are needed: with one node less, there is half as much to find out. */
export function nearOnly(pods: readonly Pod[], { near }: Pick<ClusterChoice, 'near'>): Pod[] {
  return pods.filter((pod) => !near || pod.node === pods[0]?.node);
}

/** Two pods that are placed so. @throws LabError E_LAB_BROKEN if the cluster has none */
export function pairOf(cluster: LiveCluster, placement: Placement): readonly [PodSite, PodSite] {
  const [first, ...others] = cluster.sites;
  const wanted = others.find(
    (other) => (other.node === first?.node) === (placement === 'same-node'),
  );
  if (first && wanted) return [first, wanted];
  throw new LabError('E_POD_UNSCHEDULABLE', {
    message: `the cluster has no two pods for a ${placement} datapath`,
    why: `its test pods are on ${cluster.sites.map((site) => site.node.node.name).join(', ')}`,
    mend:
      placement === 'cross-node'
        ? 'cni-lab up --backend kind --nodes 2'
        : 'cni-lab up --backend kind',
  });
}
