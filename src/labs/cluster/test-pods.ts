import { parse } from 'yaml';
import { readManifest } from '../../host/manifest-file.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { allToTheirEnd } from './all-to-their-end.ts';
import { ensureNamespace } from './ensure-namespace.ts';
import { hasLabels, labLabels, refuseOthers } from './lab-labels.ts';
import { liftLeftPolicy } from './lift-left-policy.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const READY_MS = 120_000;

/** Which test pods a lab wants. */
export interface TestPodPlan {
  readonly namespace: string;
  /** The lab's own, on every object that it makes. */
  readonly lab: string;
  /** Name of a pod, and the node that it is to be on. */
  readonly pods: Readonly<Record<string, Node>>;
  /** Null for the pause image that the nodes have. */
  readonly image: string | null;
}

/**
 * Sees to it that the pods are there and run, and nothing of ours forbids them to talk; those that
 * run are left alone.
 * @throws LabError E_POD_UNSCHEDULABLE, E_IMAGE, E_CLUSTER_FORBIDDEN, E_POD, E_TIMEOUT
 */
export async function ensureTestPods(
  kubernetes: Kubernetes,
  plan: TestPodPlan,
  signal?: AbortSignal,
): Promise<Pod[]> {
  const { namespace, lab } = plan;
  const labels = { ...labLabels(lab), 'app.kubernetes.io/component': 'test-pod' };
  const all = await kubernetes.pods({ namespace }, { signal });
  await liftLeftPolicy(kubernetes, plan, all, signal);
  const there = all.filter((pod) => hasLabels(pod, labels));
  const good = there.filter((pod) => runs(pod) && plan.pods[pod.name]?.name === pod.node);
  const wanted = Object.keys(plan.pods);
  const missing = wanted.filter((name) => !good.some((pod) => pod.name === name));
  if (missing.length === 0) return inOrder(wanted, good);
  for (const name of missing) refuseOthers(all, name, lab);
  await ensureNamespace(kubernetes, namespace, lab, signal);
  await allToTheirEnd(
    missing.map(async (name) => {
      const wrong = there.find((pod) => pod.name === name);
      if (wrong) await removePod(kubernetes, wrong, labels, signal);
      await kubernetes.apply(podManifest(name, plan));
    }),
  );
  signal?.throwIfAborted();
  const pods = await waitUntilReady(
    kubernetes,
    { namespace, labels },
    Object.values(plan.pods),
    (now) => wanted.every((name) => now.some((pod) => pod.name === name && runs(pod))),
    signal,
  );
  return inOrder(wanted, pods);
}

function runs(pod: Pod): boolean {
  return pod.ready && pod.addresses.length > 0 && pod.deletionTimestamp === null;
}

function inOrder(names: readonly string[], pods: readonly Pod[]): Pod[] {
  return names.map((name) => pods.find((pod) => pod.name === name)!);
}

async function removePod(
  kubernetes: Kubernetes,
  { name, namespace }: Pod,
  labels: Record<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  await kubernetes.remove(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } },
    { signal },
  );
  const isGone = (pods: Pod[]) => pods.every((pod) => pod.name !== name);
  await kubernetes.waitForPods(namespace, labels, isGone, { signal, timeoutMs: READY_MS });
}

export function podManifest(name: string, plan: TestPodPlan): Manifest {
  const node = plan.pods[name]!;
  const manifest = parse(readManifest('test-pod.yaml'));
  manifest.metadata.name = name;
  manifest.metadata.namespace = plan.namespace;
  Object.assign(manifest.metadata.labels, labLabels(plan.lab), { 'cni-lab/pod': name });
  manifest.spec.nodeName = node.name;
  const image = plan.image ?? pauseImage(node);
  if (image) manifest.spec.containers[0].image = image;
  // pinned to its node: taints that would have kept it out must not throw it out again
  manifest.spec.tolerations = [{ operator: 'Exists' }];
  return manifest;
}

/** The image that the node's own sandboxes run: it is there whatever the network. */
function pauseImage(node: Node): string | null {
  const names = node.images.filter((image) => /\/pause(-amd64|-arm64)?:[^@]+$/.test(image));
  return names[0] ?? null;
}
