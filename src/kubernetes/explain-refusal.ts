import { type ErrorCode, LabError } from '../errors.ts';
import { type ApiCall, kubectl } from './api-call.ts';
import type { ApiRefusal } from './api-refusal.ts';
import { explainAdmission } from './explain-admission.ts';
import { explainForbidden } from './explain-forbidden.ts';

/** Explains an answer of the API server, or of what is between, that is not the one asked for. */
export function explainRefusal(refusal: ApiRefusal, call: ApiCall): LabError {
  return (
    explainPage(refusal, call) ??
    explainAdmission(refusal, call) ??
    explainForbidden(refusal, call) ??
    explainCode(refusal, call)
  );
}

function explainPage(refusal: ApiRefusal, { server, what }: ApiCall): LabError | null {
  if (!refusal.isWebPage && refusal.code !== 407) return null;
  const title = /<title>([^<]*)/i.exec(refusal.page ?? '')?.[1]?.trim();
  return new LabError(
    'E_CLUSTER_UNREACHABLE',
    {
      message: `a web page came instead of an answer from the API server ${server}`,
      why: `HTTP ${refusal.code}${title ? `, "${title}"` : ''}: a proxy, a login page or another server answers at this address (asked to ${what})`,
      mend: `curl -k ${server}/version shows it; proxy-url and server: kubectl config view --minify`,
    },
    { cause: refusal },
  );
}

function explainCode(refusal: ApiRefusal, call: ApiCall): LabError {
  const why = refusal.status.message ?? (refusal.page || `HTTP ${refusal.code}`);
  const failure = (code: ErrorCode, message: string, mend: string) =>
    new LabError(code, { message, why: why.trim(), mend }, { cause: refusal });
  const { server, what } = call;
  switch (refusal.code) {
    case 401:
      return failure(
        'E_CLUSTER_AUTH',
        `the API server ${server} does not know us`,
        `log in again; who it takes us for: ${kubectl(call)} auth whoami`,
      );
    case 404:
      return refusal.page === null
        ? failure('E_CLUSTER_API', `not found: ${what}`, `${kubectl(call)} api-resources`)
        : failure(
            'E_CLUSTER_UNREACHABLE',
            `what answers at ${server} is no Kubernetes API server`,
            'the server in the kubeconfig is wrong or lacks a path: kubectl config view --minify',
          );
    case 409:
      return failure(
        'E_CLUSTER_API',
        `somebody else's object is in the way: ${what}`,
        `${kubectl(call)} get NAME -o yaml --show-managed-fields`,
      );
    case 422:
      return failure('E_CLUSTER_API', `the API server finds it invalid: ${what}`, INVALID);
    case 429:
      return failure(
        'E_CLUSTER_API',
        `the API server ${server} is too busy: ${what}`,
        `try again${refusal.retryAfterMs ? ` after ${refusal.retryAfterMs / 1000} s` : ' later'}`,
      );
    default:
      return failure(
        'E_CLUSTER_API',
        `the API server ${server} failed (HTTP ${refusal.code}): ${what}`,
        refusal.code >= 500
          ? `${kubectl(call)} get --raw '/readyz?verbose'`
          : `${kubectl(call)} version`,
      );
  }
}

const INVALID =
  'if the object is there already and cannot be changed, remove it first: cni-lab down; else it is a defect: report it';
