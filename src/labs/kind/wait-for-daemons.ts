import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { nameOf, type ObjectReference } from '../../kubernetes/manifest.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { podProgress } from '../../kubernetes/pod-progress.ts';
import { podTrouble } from '../../kubernetes/pod-trouble.ts';

/** What the API sends of a DaemonSet; anything may be missing, the status until its controller has seen it. */
interface DaemonSetObject {
  metadata?: { generation?: number };
  spec?: { updateStrategy?: { type?: string } };
  status?: {
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberReady?: number;
  };
}

const WAIT_MS = 180_000;
const ASK_EVERY_MS = 250;
/** A daemon may end a few times before what it needs is there, such as the API server's Service. */
const PATIENCE_RESTARTS = 3;
const LAST_LINES = 3;

/**
 * Waits until these DaemonSets run on all nodes that they are for.
 * @param works whether they do what they are for: one that is about to end looks ready for a moment
 * @throws LabError E_IMAGE, E_POD with the daemon's own last words, E_TIMEOUT
 */
export async function waitForDaemons(
  kubernetes: Kubernetes,
  daemons: readonly ObjectReference[],
  signal?: AbortSignal,
  works: () => Promise<boolean> = async () => true,
): Promise<void> {
  for (const daemon of daemons) await waitForDaemon(kubernetes, daemon, works, signal);
}

async function waitForDaemon(
  kubernetes: Kubernetes,
  daemon: ObjectReference,
  works: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  const { name, namespace = 'default' } = daemon.metadata;
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const found = await kubernetes.get<DaemonSetObject>(daemon, { signal });
    if (found && runsEverywhere(found) && (await works())) return;
    const all = await kubernetes.pods({ namespace }, { signal });
    const pods = all.filter(({ owner }) => owner?.kind === 'DaemonSet' && owner.name === name);
    for (const pod of pods) {
      const trouble = podTrouble(pod, [], []);
      if (trouble && !mayRecover(pod, trouble)) throw await withLastWords(kubernetes, pod, trouble);
    }
    if (Date.now() > deadline) throw tooLong(daemon, pods);
    await delay(ASK_EVERY_MS, undefined, signal ? { signal } : {});
  }
}

function runsEverywhere({ metadata, spec, status }: DaemonSetObject): boolean {
  const { observedGeneration = 0, desiredNumberScheduled = 0 } = status ?? {};
  const { numberReady = 0, updatedNumberScheduled = 0 } = status ?? {};
  if (observedGeneration < (metadata?.generation ?? 1)) return false;
  const isUpdated =
    spec?.updateStrategy?.type === 'OnDelete' || updatedNumberScheduled >= desiredNumberScheduled;
  return isUpdated && numberReady >= desiredNumberScheduled;
}

function mayRecover(pod: Pod, { code }: LabError): boolean {
  return (
    code === 'E_POD' &&
    pod.containerStatuses.some(({ terminated }) => terminated !== null) &&
    pod.containerStatuses.every(({ restarts }) => restarts < PATIENCE_RESTARTS)
  );
}

/** The lab may be removed before anybody can read the log. */
async function withLastWords(
  kubernetes: Kubernetes,
  pod: Pod,
  trouble: LabError,
): Promise<LabError> {
  const ended = pod.containerStatuses.find(({ restarts }) => restarts >= PATIENCE_RESTARTS);
  if (!ended) return trouble;
  const place = { namespace: pod.namespace, pod: pod.name, container: ended.name };
  const log = await kubernetes
    .logs(place, { tailLines: LAST_LINES, previous: ended.running })
    .catch(() => '');
  const { code, message, why, mend } = trouble;
  const words = log.trim().split('\n').join(' | ');
  return new LabError(
    code,
    { message, why: words ? `${why}; its last words: ${words}` : why, mend },
    { cause: trouble },
  );
}

function tooLong(daemon: ObjectReference, pods: readonly Pod[]): LabError {
  const { name, namespace = 'default' } = daemon.metadata;
  return new LabError('E_TIMEOUT', {
    message: `after ${WAIT_MS / 1000} s ${nameOf(daemon)} does not run on all its nodes`,
    why: pods.map(podProgress).join('; ') || 'it has made no pods',
    mend: `cni-lab up again with --keep, then kubectl -n ${namespace} describe daemonset ${name}`,
  });
}
