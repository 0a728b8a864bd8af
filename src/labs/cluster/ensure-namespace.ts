import { parse } from 'yaml';
import { readManifest } from '../../host/manifest-file.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { labLabels } from './lab-labels.ts';

/** Well known: every namespace bears its own name. */
const NAME = 'kubernetes.io/metadata.name';

/** Makes the namespace if there is none. One that is somebody else's is left as it is, and never removed. */
export async function ensureNamespace(
  kubernetes: Kubernetes,
  namespace: string,
  lab: string,
  signal?: AbortSignal,
): Promise<void> {
  const there = await kubernetes.namespaces({ [NAME]: namespace }, { signal });
  if (there.length > 0) return;
  const manifest = parse(readManifest('namespace.yaml'));
  manifest.metadata.name = namespace;
  Object.assign(manifest.metadata.labels, labLabels(lab));
  await kubernetes.apply(manifest, { signal });
}
