import { LabError } from '../errors.ts';
import { type ApiCall, kubectl } from './api-call.ts';
import { ApiRefusal } from './api-refusal.ts';
import { explainApiFailure } from './explain-api-failure.ts';
import type { ContainerPlace } from './kubernetes.ts';

/**
 * Explains why a program could not be started in a pod, or its log not be read. What may pass by
 * itself and surely has not started anything comes back as it is, to be tried again.
 */
export function explainPodCall(error: unknown, place: ContainerPlace, call: ApiCall): unknown {
  if (!(error instanceof ApiRefusal)) return explainApiFailure(error, call);
  const why = error.status.message ?? error.page ?? '';
  const pod = `${place.namespace}/${place.pod}`;
  const failure = (code: 'E_NO_SUCH_POD' | 'E_POD', message: string, mend: string) =>
    new LabError(code, { message, why: why.trim(), mend }, { cause: error });
  const describe = `${kubectl(call)} -n ${place.namespace} describe pod ${place.pod}`;
  if (error.code === 404 && /pods? .*not found/.test(why)) {
    return failure('E_NO_SUCH_POD', `there is no pod ${pod}`, `${kubectl(call)} get pods -A`);
  }
  if (error.code === 400) {
    return failure('E_POD', `pod ${pod} is not up to it: ${call.what}`, describe);
  }
  if (/container not found|does not have a host assigned|is not running/.test(why)) {
    return failure('E_POD', `the container of pod ${pod} does not run`, describe);
  }
  if (/error dialing backend/.test(why)) {
    return failure(
      'E_POD',
      `the kubelet of the node of pod ${pod} cannot be reached`,
      `${kubectl(call)} get nodes`,
    );
  }
  return error;
}

/** When the program could not run to its end. */
export function brokenExec(
  why: string,
  { namespace, pod }: ContainerPlace,
  argv: readonly string[],
): LabError {
  const absent = /executable file not found|no such file or directory/.test(why);
  return new LabError('E_POD', {
    message: absent
      ? `pod ${namespace}/${pod} has no ${argv[0]}`
      : `${argv[0]} in pod ${namespace}/${pod} did not run to its end`,
    why,
    mend: absent
      ? 'use an image that has it: --agent-image or --test-image'
      : `kubectl -n ${namespace} describe pod ${pod}`,
  });
}
