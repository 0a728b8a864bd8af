import type { Namespace } from './kubernetes.ts';

/** What the API sends of a namespace; anything may be missing. */
export interface NamespaceObject {
  metadata?: { name?: string; labels?: Record<string, string>; creationTimestamp?: string };
  status?: { phase?: string };
}

export function namespaceOf({ metadata = {}, status }: NamespaceObject): Namespace {
  return {
    name: metadata.name ?? '',
    labels: metadata.labels ?? {},
    phase: status?.phase === 'Terminating' ? 'Terminating' : 'Active',
    created: metadata.creationTimestamp ?? '',
  };
}
