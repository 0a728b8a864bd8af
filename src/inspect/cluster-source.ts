import type { Argv, Runner } from '../host/runner.ts';
import type { Pod } from '../kubernetes/pod.ts';
import { askCilium } from '../labs/cluster/cilium-agents.ts';
import type { ClusterChoice } from '../labs/cluster/cluster-choice.ts';
import type { LiveCluster } from '../labs/cluster/live-cluster.ts';
import { nodeFacts } from '../labs/cluster/node-facts.ts';
import { podProcesses } from '../labs/cluster/pod-process.ts';
import type { NodeAccess } from '../labs/cluster/reach/node-access.ts';
import type { NodeSite } from '../labs/cluster/site.ts';
import { kubeconfigPath } from '../labs/kind/kubeconfig-file.ts';
import type { Backend } from '../labs/lab.ts';
import { openCluster } from '../labs/open-cluster.ts';
import type { PodChoice } from './inspection.ts';
import type { CiliumSource, NodeSource, OpenLab, PodSource } from './node-source.ts';

/** A kind cluster of ours, or any that a kubeconfig reaches. @throws LabError, CommandError */
export async function openClusterSource(
  backend: Exclude<Backend, 'netns'>,
  choice: ClusterChoice,
  pods: PodChoice,
  signal: AbortSignal,
): Promise<OpenLab> {
  const cluster = await openCluster(backend, choice, signal);
  try {
    const sites = [...new Set(cluster.sites.map((site) => site.node))];
    const all = pods === 'all' ? await cluster.kubernetes.pods({}, { signal }) : null;
    const nodes = sites.map(async (site): Promise<NodeSource> => {
      const { node, access } = site;
      const shown = shownBy(access);
      return {
        ...{ name: node.name, addresses: node.internalAddresses, kernel: node.kernel },
        ...{ way: access.way, net: shown(access.net), inside: shown(access.inside) },
        pods: (all ? await everyPod(site, all) : ourPods(site, cluster)).map((pod) => ({
          ...pod,
          runner: pod.runner && shown(pod.runner),
        })),
        conflists: async () => (await nodeFacts(site, 4)).conflists,
        madeBy: null,
      };
    });
    return {
      ...{ lab: cluster.name, backend, nodes: await Promise.all(nodes) },
      cluster: {
        kubectl: kubectlOf(cluster, choice),
        cilium: () =>
          ciliumOf(
            cluster,
            sites.map(({ node }) => node.name),
            signal,
          ),
        kubeProxyConfig: async () => {
          const data = cluster.kubernetes.configMap('kube-system', 'kube-proxy', { signal });
          return (await data.catch(() => null))?.['config.conf'] ?? null;
        },
      },
      close: () => cluster.close(),
    };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

/** Runners of a node whose command lines make sense when we are gone: an agent is gone, too. */
function shownBy({ way, net }: NodeAccess): (runner: Runner) => Runner {
  if (way !== 'agent') return (runner) => runner;
  const agents = net.argv(['']).length - 1;
  return (runner) => ({
    ...runner,
    argv: (argv) => runner.argv(argv).slice(agents) as unknown as Argv,
  });
}

function ourPods(site: NodeSite, { sites }: LiveCluster): PodSource[] {
  return sites
    .filter(({ node }) => node === site)
    .map(({ pod: { namespace, name, addresses }, runner }) => ({
      ...{ namespace, name, addresses, runner, trouble: null },
    }));
}

async function everyPod({ node, access }: NodeSite, all: readonly Pod[]): Promise<PodSource[]> {
  const pods = all.filter((pod) => pod.node === node.name && !pod.hostNetwork && !hasEnded(pod));
  const uids = pods.map((pod) => pod.uid);
  const processes = uids.length > 0 ? await podProcesses(access.outside, uids) : new Map();
  return pods.map((pod) => {
    const { namespace, name, addresses } = pod;
    const pid = processes.get(pod.uid);
    const runner = pid === undefined ? null : access.enter(pid);
    const trouble = runner ? null : `it is ${pod.phase}; no process of it was found on the node`;
    return { namespace, name, addresses, runner, trouble };
  });
}

function hasEnded({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

async function ciliumOf(
  { kubernetes }: LiveCluster,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<CiliumSource | null> {
  const [word, pods] = await Promise.all([
    askCilium(kubernetes, nodes, { thorough: true, signal }),
    kubernetes.pods({ labels: { 'k8s-app': 'cilium' } }, { signal }),
  ]);
  if (!word) return null;
  return { ...word, podOf: new Map(pods.map((pod) => [pod.node ?? '', pod.name])) };
}

function kubectlOf({ name, backend, kubernetes }: LiveCluster, choice: ClusterChoice) {
  const file = backend === 'kind' ? kubeconfigPath(name) : choice.kubeconfig;
  const context = backend === 'kind' ? null : (choice.context ?? kubernetes.context);
  return [
    'kubectl' as const,
    ...(file ? ['--kubeconfig', file] : []),
    ...(context ? ['--context', context] : []),
  ] as [string, ...string[]];
}
