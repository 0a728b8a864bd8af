import { LabError } from '../../../errors.ts';
import { explainFailure } from '../../../host/explain-failure.ts';
import { type CallCounts, countCalls } from '../../../kubernetes/count-calls.ts';
import type { Node } from '../../../kubernetes/node.ts';
import type { Pod } from '../../../kubernetes/pod.ts';
import { pooled } from '../../../pooled.ts';
import type { LiveCluster } from '../live-cluster.ts';
import type { BareCluster } from '../populate.ts';
import type { NodeAccess } from '../reach/node-access.ts';
import { reach } from '../reach/reach.ts';
import type { NodeSite, PodSite } from '../site.ts';
import { surveyNode, surveyPods } from '../survey.ts';
import { ensureSweepPods, removeSweepPods } from './sweep-pods.ts';

/** Nodes that are set up side by side. */
export const NODES_AT_ONCE = 16;

/** A node that takes part. */
export interface SweepNode {
  readonly site: NodeSite;
  /** Who asks and is asked by other nodes; and one more for the node itself. */
  readonly pods: readonly [PodSite, ...PodSite[]];
}

/** A cluster with a pod of ours on every node that takes one. */
export interface SweepCluster extends LiveCluster {
  /** By name. */
  readonly members: readonly SweepNode[];
  /** Nodes that cannot take part, and why. */
  readonly skipped: ReadonlyMap<string, LabError>;
  readonly calls: CallCounts;
}

export interface SweepChoice {
  /** Two pods on each node, so that it can be asked by itself. */
  readonly itself: boolean;
  /** Leave the pods there. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
}

/** Puts pods on all nodes, and reaches them; what fails on one holds up no other. @throws LabError */
export async function populateSweep(
  bare: BareCluster,
  { itself, keep, signal, onPhase }: SweepChoice,
): Promise<SweepCluster> {
  const { name, backend, namespace, nodes, kubernetes } = bare;
  const calls = countCalls(kubernetes);
  const skipped = new Map<string, LabError>();
  const accesses: NodeAccess[] = [];
  const close = async () => {
    await Promise.all(accesses.map((access) => access.close()));
    try {
      if (!keep || signal.aborted) await removeSweepPods(kubernetes, { namespace, lab: name });
      await bare.release();
    } finally {
      kubernetes.close();
    }
  };
  try {
    const usable = nodes.filter((node) => isUsable(node, skipped)).sort(byName);
    onPhase(`test pods on ${usable.length} nodes`);
    const wanted = usable.flatMap((node, i) =>
      podNames(i, itself).map((pod) => [pod, node] as const),
    );
    const plan = { namespace, lab: name, image: bare.testImage };
    const made = await ensureSweepPods(
      kubernetes,
      { ...plan, pods: Object.fromEntries(wanted) },
      signal,
    );
    onPhase(`reaching ${usable.length} nodes`);
    const reached = await pooled([...usable.entries()], NODES_AT_ONCE, async ([i, node]) => {
      try {
        const pods = podNames(i, itself).map((pod) => {
          const found = made.pods.get(pod);
          if (found) return found;
          throw made.failures.get(pod);
        });
        const access = await reach(node, bare.strategies);
        accesses.push(access);
        return await survey(node, access, pods);
      } catch (error) {
        signal.throwIfAborted();
        skipped.set(node.name, explainFailure(error));
        return null;
      }
    });
    const members = reached.filter((member) => member !== null);
    if (members.length < (itself ? 1 : 2)) throw tooFew(members.length, skipped);
    const sites = members.flatMap((member) => member.pods);
    return { name, backend, kubernetes, nodes, sites, members, skipped, calls, close };
  } catch (error) {
    await Promise.all(accesses.map((access) => access.close()));
    if (!keep || signal.aborted) {
      await removeSweepPods(kubernetes, { namespace, lab: name }).catch(() => {});
    }
    throw error;
  }
}

/** `sweep-1`, and `sweep-1b` to be asked by it. */
function podNames(index: number, itself: boolean): string[] {
  const name = `sweep-${index + 1}`;
  return itself ? [name, `${name}b`] : [name];
}

async function survey(node: Node, access: NodeAccess, pods: readonly Pod[]): Promise<SweepNode> {
  const site = await surveyNode(node, access);
  const [first, ...more] = await surveyPods(site, pods);
  return { site, pods: [first!, ...more] };
}

function isUsable(node: Node, skipped: Map<string, LabError>): boolean {
  if (node.ready && !node.unschedulable) return true;
  skipped.set(
    node.name,
    new LabError('E_POD_UNSCHEDULABLE', {
      message: `the node ${node.name} takes no pods`,
      why: node.ready ? 'it is cordoned' : `it is not ready: ${node.notReadyBecause}`,
      mend: node.ready ? `kubectl uncordon ${node.name}` : `kubectl describe node ${node.name}`,
    }),
  );
  return false;
}

function byName(a: Node, b: Node): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}

function tooFew(count: number, skipped: ReadonlyMap<string, LabError>): LabError {
  const [first] = skipped.values();
  const reasons = [...skipped].map(([node, { message, why }]) => `${node}: ${message} (${why})`);
  return new LabError(first?.code ?? 'E_POD_UNSCHEDULABLE', {
    message: `a sweep needs two nodes, and ${count} can take part`,
    why: reasons.slice(0, 5).join('; ') || 'the cluster has no more',
    mend: first?.mend ?? 'cni-lab verify --sweep --all sweeps one node, too',
  });
}
