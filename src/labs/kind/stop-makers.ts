import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProcesses, killIfThere } from '../../host/find-processes.ts';

const WAIT_MS = 20_000;
const LOOK_EVERY_MS = 20;

/**
 * Ends every kind that still works on the cluster: whoever started it may have been killed. What it
 * told Docker to do is then waited for, or nodes would come into being after the removal.
 */
export async function stopMakers(cluster: string): Promise<void> {
  for (const pid of findProcesses((argv) => isKind(argv, cluster))) killIfThere(pid);
  const deadline = Date.now() + WAIT_MS;
  while (findProcesses((argv) => startsNode(argv, cluster)).length > 0 && Date.now() < deadline) {
    await delay(LOOK_EVERY_MS);
  }
}

/** `kind create cluster --name CLUSTER` */
function isKind([program = '', ...args]: readonly string[], cluster: string): boolean {
  return basename(program) === 'kind' && args.includes(cluster) && !args.includes('delete');
}

/** `docker run --label io.x-k8s.kind.cluster=CLUSTER` */
function startsNode([program = '', ...args]: readonly string[], cluster: string): boolean {
  return basename(program) === 'docker' && args.includes(`io.x-k8s.kind.cluster=${cluster}`);
}
