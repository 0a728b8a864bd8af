import { join } from 'node:path';
import { removeFile, writePrivateFile } from '../../host/private-file.ts';
import { RECORDS_FOLDER } from '../lab-record.ts';
import { clusterName, kind } from './kind-cli.ts';

/** The lab's own kubeconfig: the user's is never touched. */
export function kubeconfigPath(lab: string): string {
  return join(RECORDS_FOLDER, `${lab}.kubeconfig`);
}

/** Asks kind for it anew: a restarted node has another port, and /run does not outlive the machine. */
export async function renewKubeconfig(lab: string): Promise<string> {
  const cluster = clusterName(lab);
  const path = kubeconfigPath(lab);
  writePrivateFile(path, await kind(cluster, ['get', 'kubeconfig', '--name', cluster]));
  return path;
}

export function removeKubeconfig(lab: string): void {
  removeFile(kubeconfigPath(lab));
  removeFile(`${kubeconfigPath(lab)}.lock`); // kind's own, when it was killed over it
}
