import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { LabError } from '../../errors.ts';
import { readManifest } from '../../host/manifest-file.ts';
import type { Kubernetes, Namespace } from '../../kubernetes/kubernetes.ts';
import { labLabels } from './lab-labels.ts';

/** Well known: every namespace bears its own name. */
const NAME = 'kubernetes.io/metadata.name';

const GONE_MS = 30_000;
const FIRST_LOOK_MS = 10;
const LOOK_EVERY_MS = 250;
/** More than it takes the controller manager to be elected anew. */
const ACCOUNT_MS = 40_000;

/**
 * Makes the namespace if there is none, and waits until pods can be made in it. One that is somebody
 * else's is left as it is, and never removed. One that is being removed is waited for. @throws LabError E_TIMEOUT
 */
export async function ensureNamespace(
  kubernetes: Kubernetes,
  namespace: string,
  lab: string,
  signal?: AbortSignal,
): Promise<void> {
  if (!(await stays(kubernetes, namespace, signal))) {
    const manifest = parse(readManifest('namespace.yaml'));
    manifest.metadata.name = namespace;
    Object.assign(manifest.metadata.labels, labLabels(lab));
    await kubernetes.apply(manifest); // to its end: what is half asked for cannot be removed
    signal?.throwIfAborted();
  }
  await serviceAccountIn(kubernetes, namespace, signal);
}

/** No pod is admitted before the namespace has its service account. */
async function serviceAccountIn(
  kubernetes: Kubernetes,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount' };
  const reference = { ...account, metadata: { namespace, name: 'default' } };
  const deadline = Date.now() + ACCOUNT_MS;
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(2 * wait, LOOK_EVERY_MS)) {
    try {
      if (await kubernetes.get(reference, { signal })) return;
    } catch (error) {
      if (error instanceof LabError && error.code === 'E_CLUSTER_FORBIDDEN') return; // pods will tell
      throw error;
    }
    if (Date.now() > deadline) throw noAccount(namespace);
    await delay(wait, undefined, signal ? { signal } : {});
  }
}

/** Whether there is one, and it is to stay. */
async function stays(
  kubernetes: Kubernetes,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const deadline = Date.now() + GONE_MS;
  for (;;) {
    const [found] = await kubernetes.namespaces({ [NAME]: namespace }, { signal });
    if (found?.phase !== 'Terminating') return found !== undefined;
    if (Date.now() > deadline) throw stillThere(found);
    await delay(LOOK_EVERY_MS, undefined, signal ? { signal } : {});
  }
}

function stillThere({ name }: Namespace): LabError {
  return new LabError('E_TIMEOUT', {
    message: `the namespace ${name} is still being removed after ${GONE_MS / 1000} s`,
    why: 'something in it cannot be removed: a finalizer, or an API service that does not answer',
    mend: `kubectl get namespace ${name} -o yaml; or choose another --name`,
  });
}

function noAccount(namespace: string): LabError {
  return new LabError('E_TIMEOUT', {
    message: `after ${ACCOUNT_MS / 1000} s the namespace ${namespace} has no service account, so that no pod can be made in it`,
    why: 'the controller manager, which makes it, is not at work',
    mend: 'kubectl -n kube-system get pods -l component=kube-controller-manager; kubectl -n kube-system get lease kube-controller-manager',
  });
}
