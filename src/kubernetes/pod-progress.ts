import type { Pod } from './pod.ts';

/** How far a pod got, in a few words: `web: Pending on worker, app: ImagePullBackOff`. */
export function podProgress(pod: Pod): string {
  const containers = pod.containerStatuses.flatMap(({ name, waiting, terminated, running }) => {
    if (waiting) return `${name}: ${waiting.reason}`;
    return running || !terminated ? [] : `${name}: ended with ${terminated.exitCode}`;
  });
  return [
    `${pod.name}: ${pod.deletionTimestamp ? 'being removed' : pod.ready ? 'ready' : pod.phase}${pod.node ? ` on ${pod.node}` : ', not scheduled'}`,
    ...containers,
  ].join(', ');
}
