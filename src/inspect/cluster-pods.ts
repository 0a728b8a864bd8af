import type { Pod } from '../kubernetes/pod.ts';
import type { LiveCluster } from '../labs/cluster/live-cluster.ts';
import { podProcesses } from '../labs/cluster/pod-process.ts';
import type { NodeSite } from '../labs/cluster/site.ts';
import type { PodSource } from './node-source.ts';

/** The lab's pods on a node: they were looked up when the lab was opened. */
export function ourPods(site: NodeSite, { sites }: LiveCluster): PodSource[] {
  return sites
    .filter(({ node }) => node === site)
    .map(({ pod: { namespace, name, addresses }, runner }) => ({
      ...{ namespace, name, addresses, runner, trouble: null },
    }));
}

/** All that have a network of their own and have not ended. */
export async function everyPod(
  { node, access }: NodeSite,
  all: readonly Pod[],
): Promise<PodSource[]> {
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
