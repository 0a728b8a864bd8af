import { LabError } from '../errors.ts';
import type { Api } from './api.ts';
import { kubectl } from './api-call.ts';
import { pause, withDeadline } from './deadline.ts';
import type { CallOptions } from './kubernetes.ts';
import { labelSelector } from './manifest.ts';
import { type Pod, type PodObject, podOf } from './pod.ts';
import { podsNamed, podsPath } from './pod-list.ts';
import { podProgress } from './pod-progress.ts';
import { watch } from './watch.ts';

const POLL_MS = 250;
const REFUSED_MS = 5000;

interface PodList {
  metadata?: { resourceVersion?: string };
  items?: PodObject[];
}

/** See Kubernetes.waitForPods. A watch that breaks is followed by lists and new watches, four a second at most. */
export async function waitForPods(
  api: Api,
  selector: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  done: (pods: Pod[]) => boolean | LabError,
  options: CallOptions,
): Promise<Pod[]> {
  const path = podsPath(selector);
  const what = `list ${podsNamed(selector)}`;
  const timeoutMs = api.timeout(options);
  const pods = new Map<string, Pod>();
  const isDone = () => {
    const answer = done([...pods.values()]);
    if (answer instanceof LabError) throw answer;
    return answer;
  };

  const work = async (signal: AbortSignal): Promise<Pod[]> => {
    for (let first = true; ; first = false) {
      const list = await listed(first, signal);
      if (list) {
        pods.clear();
        for (const item of list.items ?? []) put(item);
        if (isDone() || (await changedUntilDone(list.metadata?.resourceVersion ?? '0', signal))) {
          return [...pods.values()];
        }
      }
      await pause(POLL_MS, signal);
    }
  };

  let refusedSince: number | null = null;
  /**
   * Null if the server cannot answer just now: it could a moment ago, so it may again. One that was
   * restarted refuses everybody (403) until it has read its roles.
   */
  const listed = async (first: boolean, signal: AbortSignal): Promise<PodList | null> => {
    try {
      const request = { method: 'GET', path } as const;
      const inTime = { timeoutMs: Math.min(timeoutMs, 10_000), signal };
      const list = await api.json<PodList>(what, request, inTime);
      refusedSince = null;
      return list;
    } catch (error) {
      if (first || signal.aborted) throw error;
      if (!isAbsence(error)) {
        refusedSince ??= performance.now();
        if (performance.now() - refusedSince > REFUSED_MS) throw error;
      }
      return null;
    }
  };

  const changedUntilDone = async (version: string, signal: AbortSignal): Promise<boolean> => {
    const changes = watch<PodObject>(api, path, version, signal);
    for (;;) {
      // only what the watch throws is survived, not what `done` does
      const { value: change, done: over } = await changes.next().catch(ended);
      if (over || !change) return false;
      if (change.type === 'DELETED') pods.delete(change.object.metadata?.uid ?? '');
      else put(change.object);
      try {
        if (!isDone()) continue;
      } catch (error) {
        await changes.return(undefined);
        throw error;
      }
      await changes.return(undefined);
      return true;
    }
  };

  const put = (object: PodObject) => {
    const pod = podOf(object);
    pods.set(pod.uid, pod);
  };

  return await withDeadline(
    { timeoutMs, signal: options.signal },
    () => late(api, selector, [...pods.values()], timeoutMs),
    work,
  );
}

const ended = () => ({ value: undefined, done: true }) as const;

function isAbsence(error: unknown): boolean {
  const { code } = error as LabError;
  return code === 'E_CLUSTER_UNREACHABLE' || code === 'E_TIMEOUT' || code === 'E_CLUSTER_API';
}

function late(
  api: Api,
  selector: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  pods: readonly Pod[],
  timeoutMs: number,
): LabError {
  return new LabError('E_TIMEOUT', {
    message: `the ${podsNamed(selector)} did not get ready in ${timeoutMs / 1000} s`,
    why: pods.length === 0 ? 'there are none' : pods.map(podProgress).join('; '),
    mend: `${kubectl(api)} -n ${selector.namespace} describe pods -l ${labelSelector(selector.labels)}`,
  });
}
