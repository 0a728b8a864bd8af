import { gather } from './gather.ts';
import type { Inspection, PodChoice } from './inspection.ts';
import { nodePage } from './node-page.ts';
import type { OpenLab } from './node-source.ts';

/** Asks all nodes, their pods and the cluster side by side, and lines up what they say. */
export async function inspect(
  { lab, backend, nodes, cluster }: OpenLab,
  pods: PodChoice,
  signal: AbortSignal,
): Promise<Inspection> {
  const [facts, cilium = null, kubeProxyConfig = null] = await Promise.all([
    Promise.all(nodes.map((node) => gather(node, signal))),
    cluster?.cilium(),
    cluster?.kubeProxyConfig(),
  ]);
  const kubectl = cluster?.kubectl ?? (['kubectl'] as const);
  const pages = nodes.map((node, i) => {
    const others = nodes.filter((other) => other !== node).flatMap((other) => other.pods);
    const elsewhere = others.flatMap((pod) => pod.addresses);
    return nodePage(node, facts[i]!, { cilium, kubeProxyConfig, kubectl, elsewhere });
  });
  return { schema: 'cni-lab/inspection/1', lab, backend, pods, nodes: pages };
}
