import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { LabError } from '../../errors.ts';
import { readManifest } from '../../host/manifest-file.ts';
import type { Kubernetes, Namespace } from '../../kubernetes/kubernetes.ts';
import { labLabels } from './lab-labels.ts';

/** Well known: every namespace bears its own name. */
const NAME = 'kubernetes.io/metadata.name';

const GONE_MS = 30_000;
const LOOK_EVERY_MS = 250;

/**
 * Makes the namespace if there is none. One that is somebody else's is left as it is, and never
 * removed. One that is being removed is waited for. @throws LabError E_TIMEOUT
 */
export async function ensureNamespace(
  kubernetes: Kubernetes,
  namespace: string,
  lab: string,
  signal?: AbortSignal,
): Promise<void> {
  if (await stays(kubernetes, namespace, signal)) return;
  const manifest = parse(readManifest('namespace.yaml'));
  manifest.metadata.name = namespace;
  Object.assign(manifest.metadata.labels, labLabels(lab));
  await kubernetes.apply(manifest); // to its end: what is half asked for cannot be removed
  signal?.throwIfAborted();
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
