import type { Pod } from '../kubernetes/pod.ts';
import type { LiveCluster } from '../labs/cluster/live-cluster.ts';
import { cgroupOf } from '../labs/cluster/pod-cgroup.ts';
import { podProcesses } from '../labs/cluster/pod-process.ts';
import type { NodeSite } from '../labs/cluster/site.ts';
import type { PodSource, SocketSource } from './node-source.ts';

/** The lab's pods on a node: they were looked up when the lab was opened. */
export function ourPods(site: NodeSite, { sites }: LiveCluster): PodSource[] {
  return sites
    .filter(({ node }) => node === site)
    .map(({ pod: { namespace, name, addresses }, runner, pid }) => ({
      ...{ namespace, name, addresses, ...UNNAMED, runner, trouble: null, astray: null },
      sockets: socketsOf(site, pid),
    }));
}

/** Names of their runtime's making are the node's own affair. */
const UNNAMED = { device: null, netnsName: null };

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
    const sockets = pid === undefined ? null : socketsOf({ access }, pid);
    return { namespace, name, addresses, ...UNNAMED, runner, trouble, astray: null, sockets };
  });
}

/** Programs on cgroups are asked for where the node's processes are seen. */
function socketsOf({ access }: Pick<NodeSite, 'access'>, pid: number): SocketSource {
  return { place: access.outside, cgroup: () => cgroupOf(access.outside, pid) };
}

function hasEnded({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
