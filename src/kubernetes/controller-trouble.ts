import { LabError } from '../errors.ts';
import type { Event } from './event.ts';
import { type Obstacle, obstacleIn } from './explain-admission.ts';

/**
 * Why a DaemonSet or another controller makes no pods at all (pod security, a quota, a webhook): its
 * own events say it, since there are no pods to ask. Null if it can.
 */
export function controllerTrouble(
  controller: { readonly kind: string; readonly namespace: string; readonly name: string },
  events: readonly Event[],
): LabError | null {
  const { kind, namespace, name } = controller;
  const failed = events.findLast(({ reason }) => reason === 'FailedCreate');
  if (!failed) return null;
  // in a new namespace for a fraction of a second
  if (/error looking up service account/.test(failed.message) && failed.count < 3) return null;
  const what = `make pods of ${kind} ${namespace}/${name}`;
  const found: Obstacle | null = obstacleIn(failed.message, what, 'kubectl');
  return new LabError(found?.code ?? 'E_POD', {
    message: `${kind} ${namespace}/${name} makes no pods${found ? `: ${found.message}` : ''}`,
    why: failed.message,
    mend: found?.mend ?? `kubectl -n ${namespace} describe ${kind.toLowerCase()} ${name}`,
  });
}
