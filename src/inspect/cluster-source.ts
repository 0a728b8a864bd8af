import type { Argv, Runner } from '../host/runner.ts';
import { askCilium } from '../labs/cluster/cilium-agents.ts';
import type { ClusterChoice } from '../labs/cluster/cluster-choice.ts';
import type { LiveCluster } from '../labs/cluster/live-cluster.ts';
import { nodeFacts } from '../labs/cluster/node-facts.ts';
import type { NodeAccess } from '../labs/cluster/reach/node-access.ts';
import type { NodeSite } from '../labs/cluster/site.ts';
import { kubeconfigPath } from '../labs/kind/kubeconfig-file.ts';
import type { Backend } from '../labs/lab.ts';
import { openCluster } from '../labs/open-cluster.ts';
import { everyPod, ourPods } from './cluster-pods.ts';
import type { PodChoice } from './inspection.ts';
import type { CiliumSource, NodeSource, OpenLab } from './node-source.ts';

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
      const seen = fromOutside(access);
      const pods = all ? await everyPod(site, all) : ourPods(site, cluster);
      return {
        ...{ name: node.name, addresses: node.internalAddresses, kernel: node.kernel },
        ...{ way: access.way, net: seen(access.net), inside: seen(access.inside) },
        pods: pods.map((pod) => ({
          ...{ ...pod, runner: pod.runner && seen(pod.runner) },
          sockets: pod.sockets && { ...pod.sockets, place: seen(pod.sockets.place) },
        })),
        conflists: async () => (await nodeFacts(site, 4)).conflists,
        madeBy: null,
        netnsName: null,
      };
    });
    return {
      ...{ lab: cluster.name, backend, nodes: await Promise.all(nodes) },
      cluster: {
        kubectl: kubectlOf(cluster, choice),
        cilium: () => askAgents(cluster, sites, signal),
        kubeProxyConfig: () => kubeProxyConfig(cluster, signal),
      },
      close: () => cluster.close(),
    };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

async function askAgents(
  { kubernetes }: LiveCluster,
  sites: readonly NodeSite[],
  signal: AbortSignal,
): Promise<CiliumSource | null> {
  const nodes = sites.map(({ node }) => node.name);
  const [word, pods] = await Promise.all([
    askCilium(kubernetes, nodes, { thorough: true, signal }),
    kubernetes.pods({ labels: { 'k8s-app': 'cilium' } }, { signal }),
  ]);
  if (!word) return null;
  return { ...word, podOf: new Map(pods.map((pod) => [pod.node ?? '', pod.name])) };
}

async function kubeProxyConfig({ kubernetes }: LiveCluster, signal: AbortSignal) {
  const data = kubernetes.configMap('kube-system', 'kube-proxy', { signal });
  return (await data.catch(() => null))?.['config.conf'] ?? null;
}

/** Runners whose command lines make sense when we are gone: an agent of ours is gone, too. */
function fromOutside({ way, net }: NodeAccess): (runner: Runner) => Runner {
  if (way !== 'agent') return (runner) => runner;
  const agents = net.argv(['']).length - 1;
  return (runner) => ({
    ...runner,
    argv: (argv) => runner.argv(argv).slice(agents) as unknown as Argv,
  });
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
