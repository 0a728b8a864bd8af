import { parse } from 'yaml';
import { LabError } from '../../errors.ts';
import { readManifest } from '../../host/manifest-file.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Manifest, ObjectReference } from '../../kubernetes/manifest.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { labLabels } from './lab-labels.ts';
import { requireOwnPod } from './own-pods.ts';

/** A policy that lets nothing in to one test pod; a lab has one at most. */
export function denyingPolicy(pod: Pod, lab: string): Manifest {
  requireOwnPod(pod, lab, 'policy');
  const manifest = parse(readManifest('network-policy.yaml'));
  manifest.metadata.namespace = pod.namespace;
  Object.assign(manifest.metadata.labels, labLabels(lab));
  manifest.spec.podSelector.matchLabels = { 'cni-lab/pod': pod.name };
  return manifest;
}

interface Found {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
}

/**
 * Removes the policy of a lab whose process died before it could do so.
 * @returns whether there was one
 * @throws LabError
 */
export async function removeLeftPolicy(
  kubernetes: Kubernetes,
  { name: lab, namespace }: { readonly name: string; readonly namespace: string },
  signal?: AbortSignal,
): Promise<boolean> {
  const { apiVersion, kind, metadata } = parse(readManifest('network-policy.yaml'));
  const reference: ObjectReference = {
    ...{ apiVersion, kind },
    metadata: { namespace, name: metadata.name },
  };
  try {
    const found = await kubernetes.get<Found>(reference, { signal });
    if (found?.metadata?.labels?.['cni-lab/lab'] !== lab) return false;
  } catch (error) {
    // the right to look comes with the right to make one (manifests/rbac.yaml)
    if (error instanceof LabError && error.code === 'E_CLUSTER_FORBIDDEN') return false;
    throw error;
  }
  await kubernetes.remove(reference, { signal });
  return true;
}
