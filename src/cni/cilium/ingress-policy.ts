import { textAt } from '../json.ts';
import { endpointOf, isReady } from './endpoint.ts';

/** What an agent does about packets to a pod that no policy allows. */
export type IngressPolicy = 'off' | 'enforced' | 'audited';

const REALIZED: Readonly<Record<string, IngressPolicy>> = {
  none: 'off',
  egress: 'off',
  'audit-egress': 'off',
  ingress: 'enforced',
  both: 'enforced',
  'audit-ingress': 'audited',
  'audit-both': 'audited',
};

/**
 * What is in force for a pod, not what was asked for; null where the agent does not say, or still works on it.
 * @param endpoints `cilium-dbg endpoint list -o json`
 */
export function ingressPolicy(
  endpoints: string | null,
  namespace: string,
  pod: string,
): IngressPolicy | null {
  const endpoint = endpointOf(endpoints, namespace, pod);
  if (!isReady(endpoint)) return null;
  const enabled = textAt(endpoint, 'status', 'policy', 'realized', 'policy-enabled') ?? '';
  return Object.hasOwn(REALIZED, enabled) ? REALIZED[enabled]! : null;
}
