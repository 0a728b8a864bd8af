import { parse } from 'yaml';
import { LabError } from '../../../errors.ts';
import { agentRunner } from '../../../host/agent/agent-runner.ts';
import { readManifest } from '../../../host/manifest-file.ts';
import type { Kubernetes } from '../../../kubernetes/kubernetes.ts';
import type { Manifest } from '../../../kubernetes/manifest.ts';
import type { Node } from '../../../kubernetes/node.ts';
import type { Pod } from '../../../kubernetes/pod.ts';
import { ensureNamespace } from '../ensure-namespace.ts';
import { hasLabels, labLabels, refuseOthers } from '../lab-labels.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import type { NodeAccess, Refusal } from './node-access.ts';
import type { Strategy } from './reach.ts';
import { lackingTool, throughAgent } from './through-agent.ts';

export interface AgentPlan {
  readonly kubernetes: Kubernetes;
  readonly namespace: string;
  readonly lab: string;
  /** Null for the one in manifests/agent.yaml. */
  readonly image: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A privileged pod of ours on the node, spoken to over the API by one stream. */
export function reachByAgent(plan: AgentPlan): Strategy {
  return async (node) => {
    try {
      return await reach(node, plan);
    } catch (error) {
      plan.signal?.throwIfAborted();
      if (!(error instanceof LabError)) return refuse((error as Error).message);
      return refuse(`${error.message} (${error.why}; try: ${error.mend})`);
    }
  };
}

async function reach(node: Node, plan: AgentPlan): Promise<NodeAccess | Refusal> {
  const { kubernetes, signal } = plan;
  const pod = await ensureAgent(node, plan);
  const place = { namespace: pod.namespace, pod: pod.name, container: 'agent' };
  const agent = await agentRunner(
    () => kubernetes.stream(place, ['sh'], { signal }),
    `${node.name}, by its agent`,
    (argv) => ['kubectl', '-n', pod.namespace, 'exec', pod.name, '--', ...argv],
  );
  const lacking = await lackingTool(agent);
  if (lacking === null) {
    return throughAgent(node.name, 'agent', agent, {
      ...{ inside: 'process 1', close: () => agent.close() },
    });
  }
  await agent.close();
  return refuse(`the agent's image has no ${lacking}`);
}

function refuse(why: string): Refusal {
  return { way: 'agent', why };
}

const GONE_MS = 30_000;
const COMPONENT = { 'app.kubernetes.io/component': 'agent' };

/** The agent of a node, made if there is none that runs. @throws LabError */
async function ensureAgent(node: Node, plan: AgentPlan): Promise<Pod> {
  const { kubernetes, namespace, lab, signal } = plan;
  const name = agentName(node.name);
  const labels = { ...labLabels(lab), ...COMPONENT, 'cni-lab/node': name };
  const runs = (pods: readonly Pod[]) => pods.find((pod) => pod.ready && !pod.deletionTimestamp);
  const all = await kubernetes.pods({ namespace }, { signal });
  const there = all.filter((pod) => hasLabels(pod, labels));
  const running = runs(there);
  if (running) return running;
  refuseOthers(all, name, lab);
  await ensureNamespace(kubernetes, namespace, lab, signal);
  // one that has ended, after its hour, does not start again
  if (there.some((pod) => pod.phase !== 'Pending')) {
    const reference = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
    await kubernetes.remove(reference, { signal });
    const isGone = (pods: Pod[]) => pods.length === 0;
    await kubernetes.waitForPods(namespace, labels, isGone, { signal, timeoutMs: GONE_MS });
  }
  await kubernetes.apply(agentManifest(node, name, labels, plan));
  signal?.throwIfAborted();
  const done = (pods: Pod[]) => runs(pods) !== undefined;
  const pods = await waitUntilReady(kubernetes, { namespace, labels }, [node], done, signal);
  return runs(pods)!;
}

function agentManifest(
  node: Node,
  name: string,
  labels: Record<string, string>,
  { namespace, image }: AgentPlan,
): Manifest {
  const manifest = parse(readManifest('agent.yaml'));
  Object.assign(manifest.metadata, { name, namespace });
  Object.assign(manifest.metadata.labels, labels);
  manifest.spec.nodeName = node.name;
  if (image) manifest.spec.containers[0].image = image;
  return manifest;
}

/** A name and label of 63 characters at most, as a pod's may be. */
function agentName(node: string): string {
  return `agent-${node.replaceAll('.', '-')}`.slice(0, 63).replace(/-+$/, '');
}
