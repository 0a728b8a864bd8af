import { forgetLab } from '../lab-record.ts';
import { clusterName, deleteCluster } from './kind-cli.ts';
import { kubeconfigPath, removeKubeconfig } from './kubeconfig-file.ts';
import { stopMakers } from './stop-makers.ts';

/** Removes a kind lab by its name alone: containers, kubeconfig, record. Nothing there is no error. @throws LabError */
export async function removeKindLab(name: string): Promise<void> {
  await stopMakers(clusterName(name));
  await deleteCluster(name, kubeconfigPath(name));
  removeKubeconfig(name);
  forgetLab(name);
}
