import { LabError } from '../errors.ts';
import type { ContainerStatus } from './container-status.ts';
import { imageTrouble } from './image-trouble.ts';
import type { Pod } from './pod.ts';

/** Why one of the pod's containers does not run, in the kubelet's words; null if none is in trouble. */
export function containerTrouble(pod: Pod): LabError | null {
  for (const container of pod.containerStatuses) {
    const trouble =
      imageTrouble(pod, container) ??
      waitingTrouble(pod, container) ??
      endedTrouble(pod, container);
    if (trouble) return trouble;
  }
  return null;
}

const WAITING: Readonly<Record<string, string>> = {
  CreateContainerConfigError: 'names something that is not there, or a setting that is not allowed',
  CreateContainerError: 'cannot be created',
  RunContainerError: 'cannot be started',
  StartError: 'cannot be started',
  PostStartHookError: 'failed in its start hook',
  CrashLoopBackOff: 'ends again and again',
};

function waitingTrouble(pod: Pod, container: ContainerStatus): LabError | null {
  const { waiting, terminated, name } = container;
  const words = waiting && WAITING[waiting.reason];
  if (!waiting || !words) return null;
  const end = terminated && terminated.message !== waiting.message ? endOf(terminated) : '';
  const why = [waiting.message, end].filter(Boolean).join('; ');
  return failure(
    pod,
    `container ${name} of pod ${pod.namespace}/${pod.name} ${words}`,
    why,
    mend(pod, container),
  );
}

/** It ended and will not be started again, or has just ended badly and will. */
function endedTrouble(pod: Pod, container: ContainerStatus): LabError | null {
  const { terminated, running, waiting, name, isInit } = container;
  if (!terminated || running || waiting) return null;
  if (terminated.exitCode === 0 && (isInit || pod.phase === 'Running')) return null;
  return failure(
    pod,
    `container ${name} of pod ${pod.namespace}/${pod.name} ended`,
    endOf(terminated),
    mend(pod, container),
  );
}

function failure(pod: Pod, message: string, why: string, mend: string): LabError {
  return new LabError('E_POD', { message, why: why || `phase ${pod.phase}`, mend });
}

function endOf({ exitCode, reason, message }: NonNullable<ContainerStatus['terminated']>): string {
  return `it ended with exit code ${exitCode} (${reason})${message ? `: ${message.trim()}` : ''}`;
}

function mend(
  { namespace, name }: Pod,
  { name: container, terminated, restarts }: ContainerStatus,
): string {
  if (!terminated || terminated.reason === 'StartError') {
    return `kubectl -n ${namespace} describe pod ${name}`;
  }
  const previous = restarts > 0 ? ' --previous' : '';
  return `kubectl -n ${namespace} logs ${name} -c ${container}${previous}`;
}
