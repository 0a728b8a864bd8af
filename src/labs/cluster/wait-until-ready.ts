import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import type { Event } from '../../kubernetes/event.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { podTrouble } from '../../kubernetes/pod-trouble.ts';

const READY_MS = 120_000;
/** What a pod's status does not say (a CNI plugin that fails) its events do, a little later. */
const EVENTS_EVERY_MS = 2000;
/** A kubelet that works has said something of a new pod by then. */
const SILENT_MS = 30_000;

/**
 * Waits for pods, and no longer than there is hope: what keeps them from running is thrown as soon
 * as it can be known. @throws LabError E_POD_UNSCHEDULABLE, E_IMAGE, E_CNI, E_POD, E_TIMEOUT
 */
export async function waitUntilReady(
  kubernetes: Kubernetes,
  { namespace, labels }: { namespace: string; labels: Record<string, string> },
  nodes: readonly Node[],
  done: (pods: Pod[]) => boolean,
  signal?: AbortSignal,
): Promise<Pod[]> {
  const events = new AbortController();
  let now: readonly Pod[] = [];
  const waiting = kubernetes.waitForPods(
    namespace,
    labels,
    (pods) => {
      now = pods;
      return pods.map((pod) => podTrouble(pod, [], nodes)).find((t) => t !== null) ?? done(pods);
    },
    {
      timeoutMs: READY_MS,
      signal: signal ? AbortSignal.any([signal, events.signal]) : events.signal,
    },
  );
  const watching = watchEvents(kubernetes, () => now, nodes, events.signal).then((trouble) => {
    if (trouble) events.abort(trouble);
  });
  watching.catch(() => {}); // that events cannot be read is no reason to stop waiting
  try {
    return await waiting;
  } finally {
    events.abort();
  }
}

async function watchEvents(
  kubernetes: Kubernetes,
  pods: () => readonly Pod[],
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<LabError | null> {
  const since = performance.now();
  for (;;) {
    await delay(EVENTS_EVERY_MS, undefined, { signal });
    for (const pod of pods().filter((p) => !p.ready)) {
      const events = await kubernetes.events(pod.namespace, pod.name, { signal });
      const isLate = performance.now() - since > SILENT_MS;
      const trouble = podTrouble(pod, events, nodes) ?? (isLate ? silence(pod, events) : null);
      if (trouble) return trouble;
    }
  }
}

/** A node that stands still is ready to the API server for the better part of a minute. */
function silence({ namespace, name, node }: Pod, events: readonly Event[]): LabError | null {
  if (events.some(({ source }) => source === 'kubelet')) return null;
  return new LabError('E_POD', {
    message: `the node ${node} does not start the pod ${namespace}/${name}`,
    why: `its kubelet has said nothing for ${SILENT_MS / 1000} s: the node stands still, is gone, or is very busy`,
    mend: `kubectl describe node ${node}; kubectl -n ${namespace} describe pod ${name}`,
  });
}
