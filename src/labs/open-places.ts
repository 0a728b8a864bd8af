import { requireLabHost } from '../host/preflight.ts';
import type { Runner } from '../host/runner.ts';
import { openUserCluster } from './cluster/open-user-cluster.ts';
import { findLab } from './find-lab.ts';
import { openKindCluster } from './kind/open-kind-cluster.ts';
import type { ClusterRecord } from './lab-record.ts';
import { openLab } from './netns/acquire-lab.ts';

/** The nodes and pods of a lab that is up, each with what runs programs there. */
export interface Places {
  readonly name: string;
  readonly places: ReadonlyMap<string, Runner>;
}

/** @param name of the lab; without it, the one that is up @throws LabError */
export async function openPlaces(name: string | undefined): Promise<Places> {
  const record = findLab(name);
  if (record.backend === 'netns') {
    requireLabHost(['nsenter'], 'enter');
    const lab = await openLab(record);
    const names = Object.keys(lab.topology.namespaces);
    return { name: record.name, places: new Map(names.map((n) => [n, lab.runner(n)])) };
  }
  const { sites } =
    record.backend === 'kind'
      ? await openKindCluster(record, {})
      : await openUserCluster({ ...clusterChoice(record), keep: true }, NEVER);
  const nodes = [...new Set(sites.map((site) => site.node))];
  return {
    name: record.name,
    places: new Map([
      ...nodes.map((site, i) => [`node${i + 1}`, site.access.net] as const),
      ...sites.map((site) => [site.pod.name, site.runner] as const),
    ]),
  };
}

const NEVER = new AbortController().signal;

function clusterChoice({ name, kubeconfig, context, namespace }: ClusterRecord) {
  return { name, namespace, ...(kubeconfig && { kubeconfig }), ...(context && { context }) };
}
