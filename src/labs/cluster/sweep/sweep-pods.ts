import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../../errors.ts';
import { explainFailure } from '../../../host/explain-failure.ts';
import type { Kubernetes } from '../../../kubernetes/kubernetes.ts';
import type { Node } from '../../../kubernetes/node.ts';
import type { Pod } from '../../../kubernetes/pod.ts';
import { podTrouble } from '../../../kubernetes/pod-trouble.ts';
import { pooled } from '../../../pooled.ts';
import { ensureNamespace } from '../ensure-namespace.ts';
import { labLabels } from '../lab-labels.ts';
import { podManifest, type TestPodPlan } from '../test-pods.ts';

const AT_ONCE = 16;
const READY_MS = 120_000;
/** What only events tell (a CNI plugin that fails) is looked for so often, of so many pods at a time. */
const EVENTS_EVERY_MS = 2000;
const COMPONENT = 'app.kubernetes.io/component';

/** The pods of a sweep that run, and why others do not, by name. */
export interface SweepPods {
  readonly pods: ReadonlyMap<string, Pod>;
  readonly failures: ReadonlyMap<string, LabError>;
}

/** Sees to it that the pods run. Those that cannot hold up nobody else. @throws LabError of the API server */
export async function ensureSweepPods(
  kubernetes: Kubernetes,
  plan: TestPodPlan,
  signal: AbortSignal,
): Promise<SweepPods> {
  const { namespace, lab } = plan;
  const labels = sweepLabels(lab);
  const wanted = Object.entries(plan.pods);
  const isGood = (pod: Pod) => runs(pod) && plan.pods[pod.name]?.name === pod.node;
  const failures = new Map<string, LabError>();
  const there = await kubernetes.pods({ namespace, labels }, { signal });
  const bad = there.filter((pod) => !isGood(pod) || !(pod.name in plan.pods));
  if (bad.length > 0) await removeAll(kubernetes, labels, bad, signal);
  const good = there.filter((pod) => !bad.includes(pod));
  const missing = wanted.filter(([name]) => !good.some((pod) => pod.name === name));
  if (missing.length > 0) await ensureNamespace(kubernetes, namespace, lab, signal);
  await pooled(missing, AT_ONCE, async ([name]) => {
    const manifest = podManifest(name, plan);
    Object.assign(manifest.metadata.labels ?? {}, labels);
    await kubernetes.apply(manifest, { signal }).catch((error) => {
      signal.throwIfAborted();
      failures.set(name, explainFailure(error));
    });
  });
  const nodes = Object.values(plan.pods);
  const found =
    missing.length === 0
      ? good
      : await settled(kubernetes, { namespace, labels, wanted, nodes, failures, signal });
  const ready = new Map(found.filter(isGood).map((pod) => [pod.name, pod]));
  for (const [name] of wanted) {
    if (!ready.has(name) && !failures.has(name)) failures.set(name, notInTime(namespace, name));
  }
  return { pods: ready, failures };
}

/** Removes a sweep's pods, without waiting until they are gone. */
export async function removeSweepPods(
  kubernetes: Kubernetes,
  { namespace, lab }: Pick<TestPodPlan, 'namespace' | 'lab'>,
): Promise<void> {
  const pods = await kubernetes.pods({ namespace, labels: sweepLabels(lab) });
  await pooled(pods, AT_ONCE, ({ name }) =>
    kubernetes.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } }),
  );
}

/** Waits until each pod runs or is known not to, and no longer than there is hope. */
async function settled(
  kubernetes: Kubernetes,
  waiting: {
    readonly namespace: string;
    readonly labels: Record<string, string>;
    readonly wanted: readonly (readonly [string, Node])[];
    readonly nodes: readonly Node[];
    readonly failures: Map<string, LabError>;
    readonly signal: AbortSignal;
  },
): Promise<readonly Pod[]> {
  const { namespace, labels, wanted, nodes, failures, signal } = waiting;
  let now: readonly Pod[] = [];
  const note = (pod: Pod, trouble: LabError | null) => {
    if (trouble) failures.set(pod.name, trouble);
  };
  const isDone = () =>
    wanted.every(([name]) => failures.has(name) || now.some((p) => p.name === name && runs(p)));
  const over = new AbortController();
  const watchEvents = async () => {
    for (;;) {
      await delay(EVENTS_EVERY_MS, undefined, { signal: over.signal });
      const open = now.filter((pod) => !runs(pod) && !failures.has(pod.name)).slice(0, AT_ONCE);
      await pooled(open, AT_ONCE, async (pod) => {
        const events = await kubernetes.events(namespace, pod.name, { signal: over.signal });
        note(pod, podTrouble(pod, events, nodes));
      });
      if (isDone()) over.abort();
    }
  };
  const done = (pods: Pod[]) => {
    now = pods;
    for (const pod of pods) note(pod, podTrouble(pod, [], nodes));
    return isDone();
  };
  watchEvents().catch(() => {}); // that events cannot be read is no reason to stop waiting
  try {
    const both = AbortSignal.any([signal, over.signal]);
    await kubernetes.waitForPods(namespace, labels, done, { timeoutMs: READY_MS, signal: both });
  } catch (error) {
    signal.throwIfAborted();
    const isTime = error instanceof LabError && error.code === 'E_TIMEOUT';
    if (!over.signal.aborted && !isTime) throw error;
  } finally {
    over.abort();
  }
  return now;
}

async function removeAll(
  kubernetes: Kubernetes,
  labels: Record<string, string>,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<void> {
  const namespace = pods[0]!.namespace;
  await pooled(pods, AT_ONCE, ({ name }) =>
    kubernetes.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } }, { signal }),
  );
  const uids = new Set(pods.map((pod) => pod.uid));
  const isGone = (now: Pod[]) => now.every((pod) => !uids.has(pod.uid));
  const options = { signal, timeoutMs: READY_MS };
  await kubernetes.waitForPods(namespace, labels, isGone, options).catch((error) => {
    signal.throwIfAborted();
    // on a node that is gone a pod never ends: it is known by that later
    if (!(error instanceof LabError && error.code === 'E_TIMEOUT')) throw error;
  });
}

function sweepLabels(lab: string): Record<string, string> {
  return { ...labLabels(lab), [COMPONENT]: 'sweep-pod' };
}

function runs(pod: Pod): boolean {
  return pod.ready && pod.addresses.length > 0 && pod.deletionTimestamp === null;
}

function notInTime(namespace: string, name: string): LabError {
  return new LabError('E_TIMEOUT', {
    message: `the pod ${namespace}/${name} did not run within ${READY_MS / 1000} s`,
    why: 'neither its status nor its events say why',
    mend: `kubectl -n ${namespace} describe pod ${name}`,
  });
}
