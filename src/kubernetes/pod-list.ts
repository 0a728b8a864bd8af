import type { PodSelector } from './kubernetes.ts';
import { labelSelector } from './manifest.ts';

/** `?labelSelector=...&fieldSelector=...`, as far as asked for. */
export function podsPath({ namespace, labels, node }: PodSelector): string {
  const query = new URLSearchParams({
    ...(labels && { labelSelector: labelSelector(labels) }),
    ...(node !== undefined && { fieldSelector: `spec.nodeName=${node}` }),
  }).toString();
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `/api/v1${scope}/pods${query ? `?${query}` : ''}`;
}

/** `pods in demo with app=web on node n1`: for messages. */
export function podsNamed({ namespace, labels, node }: PodSelector): string {
  return [
    'pods',
    namespace === undefined ? '' : ` in ${namespace}`,
    labels ? ` with ${labelSelector(labels)}` : '',
    node === undefined ? '' : ` on node ${node}`,
  ].join('');
}
