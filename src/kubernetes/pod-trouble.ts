import { LabError } from '../errors.ts';
import { containerTrouble } from './container-trouble.ts';
import type { Event } from './event.ts';
import type { Node } from './node.ts';
import type { Pod } from './pod.ts';
import { sandboxTrouble } from './sandbox-trouble.ts';
import { scheduleTrouble } from './schedule-trouble.ts';

/**
 * Why a pod does not run and will not by itself, as soon as it can be known; null while there is
 * hope. CNI failures and mounts are known from events only: what the pod itself shows is
 * judged without them too.
 */
export function podTrouble(
  pod: Pod,
  events: readonly Event[],
  nodes: readonly Node[],
): LabError | null {
  if (pod.ready || pod.deletionTimestamp !== null) return null;
  return (
    endTrouble(pod) ??
    (pod.node === null ? scheduleTrouble(pod, nodes) : null) ??
    nodeTrouble(pod, nodes) ??
    containerTrouble(pod) ??
    sandboxTrouble(pod, events)
  );
}

/** The pod as a whole is over. */
function endTrouble({ namespace, name, node, phase, reason, message }: Pod): LabError | null {
  if (phase !== 'Failed' || !reason) return null;
  const words: Readonly<Record<string, string>> = {
    Evicted: `was evicted from node ${node}`,
    NodeAffinity: `does not fit node ${node}`,
    Terminated: `was ended with its node ${node}`,
    NodeShutdown: `was ended with its node ${node}`,
    NodeLost: `was lost with its node ${node}`,
  };
  return new LabError(reason.startsWith('OutOf') ? 'E_POD_UNSCHEDULABLE' : 'E_POD', {
    message: `pod ${namespace}/${name} ${words[reason] ?? `was rejected by node ${node}: ${reason}`}`,
    why: message || reason,
    mend: `kubectl describe node ${node}, and choose another node`,
  });
}

/** The pod's node, or the one it asks for, is not there or does not work. */
function nodeTrouble(pod: Pod, nodes: readonly Node[]): LabError | null {
  const wanted = pod.node ?? pod.wantedNode;
  if (wanted === null || nodes.length === 0) return null;
  const node = nodes.find(({ name }) => name === wanted);
  if (node?.ready) return null;
  const { namespace, name } = pod;
  return node
    ? new LabError('E_POD', {
        message: `pod ${namespace}/${name} cannot start: its node ${wanted} is not ready`,
        why: node.notReadyBecause,
        mend: `kubectl describe node ${wanted}`,
      })
    : new LabError('E_NO_SUCH_NODE', {
        message: `pod ${namespace}/${name} asks for node ${wanted}, which does not exist`,
        why: `nodes: ${nodes.map((each) => each.name).join(', ')}`,
        mend: 'kubectl get nodes',
      });
}
