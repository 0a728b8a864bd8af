import { LabError } from '../errors.ts';
import { type ApiCall, kubectl } from './api-call.ts';
import type { ApiRefusal } from './api-refusal.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly code: 'E_POD' | 'E_CLUSTER_FORBIDDEN' | 'E_CLUSTER_API';
  readonly message: (match: RegExpExecArray, what: string) => string;
  readonly mend: (match: RegExpExecArray, kubectl: string, message: string) => string;
}

/** Refusals of what is made, by something other than RBAC; the API server tells them by words only. */
const RULES: readonly Rule[] = [
  {
    pattern: /violates PodSecurity "?([\w-]+)(?::[\w.-]+)?"?: (.*)/s,
    code: 'E_CLUSTER_FORBIDDEN',
    message: ([, level]) => `pod security admission (level ${level}) refuses the pod`,
    mend: (_match, kubectl, message) =>
      `${kubectl} label --overwrite namespace ${namespaceOf(message)} pod-security.kubernetes.io/enforce=privileged`,
  },
  {
    pattern: /exceeded quota: ([^,]+)/,
    code: 'E_CLUSTER_FORBIDDEN',
    message: ([, quota]) => `the quota ${quota} is used up`,
    mend: ([, quota], kubectl, message) =>
      `${kubectl} -n ${namespaceOf(message)} describe quota ${quota}`,
  },
  {
    pattern: /failed quota: ([^:]+): must specify ([^,\s]+)/,
    code: 'E_CLUSTER_FORBIDDEN',
    message: ([, quota, what]) => `the quota ${quota} wants every pod to say its ${what}`,
    mend: (_match, kubectl) => `use a namespace without a quota; ${kubectl} get quota -A`,
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request/,
    code: 'E_CLUSTER_FORBIDDEN',
    message: ([, webhook], what) => `the admission webhook ${webhook} refuses it: ${what}`,
    mend: (_match, kubectl) =>
      `except cni-lab's namespaces from its policy; ${kubectl} get validatingwebhookconfigurations,mutatingwebhookconfigurations`,
  },
  {
    pattern: /failed calling webhook "([^"]+)"/,
    code: 'E_CLUSTER_API',
    message: ([, webhook], what) => `the admission webhook ${webhook} does not work: ${what}`,
    mend: (_match, kubectl) =>
      `mend or remove it: ${kubectl} get validatingwebhookconfigurations,mutatingwebhookconfigurations`,
  },
  {
    pattern: /ValidatingAdmissionPolicy '([^']+)' .*denied request/,
    code: 'E_CLUSTER_FORBIDDEN',
    message: ([, policy], what) => `the admission policy ${policy} refuses it: ${what}`,
    mend: ([, policy], kubectl) => `${kubectl} get validatingadmissionpolicy ${policy} -o yaml`,
  },
  {
    pattern: /unable to create new content in namespace (\S+) because it is being terminated/,
    code: 'E_CLUSTER_API',
    message: ([, namespace]) => `the namespace ${namespace} is still being removed`,
    mend: ([, namespace], kubectl) =>
      `${kubectl} wait --for=delete namespace/${namespace} --timeout=2m`,
  },
  {
    pattern: /namespaces "([^"]+)" not found/,
    code: 'E_CLUSTER_API',
    message: ([, namespace]) => `there is no namespace ${namespace}`,
    mend: ([, namespace], kubectl) => `${kubectl} create namespace ${namespace}`,
  },
  {
    pattern: /no runtime ?class|RuntimeClass "?([\w-]*)"? not found/i,
    code: 'E_POD',
    message: () => 'the pod asks for a runtime class that the cluster does not have',
    mend: (_match, kubectl) => `${kubectl} get runtimeclasses`,
  },
];

/** What stood in the way. */
export interface Obstacle {
  readonly code: Rule['code'];
  readonly message: string;
  readonly mend: string;
}

/** @param said the API server's words @param kubectl as it is to be typed */
export function obstacleIn(said: string, what: string, kubectl: string): Obstacle | null {
  for (const { pattern, code, message, mend } of RULES) {
    const match = pattern.exec(said);
    if (match) return { code, message: message(match, what), mend: mend(match, kubectl, what) };
  }
  return null;
}

/** Why admission, which comes after RBAC, refused an object; null if that was not it. */
export function explainAdmission(refusal: ApiRefusal, call: ApiCall): LabError | null {
  const why = refusal.status.message;
  if (!why) return null;
  const found = obstacleIn(why, call.what, kubectl(call));
  if (!found) return null;
  const { code, message, mend } = found;
  return new LabError(code, { message, why, mend }, { cause: refusal });
}

/** Of `apply Pod demo/web`. */
function namespaceOf(what: string): string {
  return /(\S+)\/\S+$/.exec(what)?.[1] ?? 'NAMESPACE';
}
