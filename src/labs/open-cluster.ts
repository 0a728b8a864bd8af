import { LabError } from '../errors.ts';
import type { ClusterChoice } from './cluster/cluster-choice.ts';
import type { LiveCluster } from './cluster/live-cluster.ts';
import { openUserCluster } from './cluster/open-user-cluster.ts';
import type { Populate } from './cluster/populate.ts';
import { findLab, keptLabs, noSuchLab } from './find-lab.ts';
import { openKindCluster } from './kind/open-kind-cluster.ts';
import type { Backend } from './lab.ts';
import type { KindRecord } from './lab-record.ts';

/** Opens the cluster that is meant, with its test pods, or others. @throws LabError, CommandError */
export async function openCluster(
  backend: Exclude<Backend, 'netns'>,
  choice: ClusterChoice,
  signal: AbortSignal,
  populate?: Populate,
): Promise<LiveCluster> {
  return backend === 'kind'
    ? openKindCluster(findKindLab(choice.name), choice, signal, populate)
    : openUserCluster(choice, signal, populate);
}

/** The kind lab that is up, or the one of this name. @throws LabError */
export function findKindLab(name: string | undefined): KindRecord {
  const labs = keptLabs().filter((lab) => lab.backend === 'kind');
  if (!name && labs.length === 1) return labs[0]!;
  if (!name && labs.length === 0) {
    throw new LabError('E_NO_SUCH_LAB', {
      message: 'no kind lab is up',
      why: 'cni-lab status shows the labs that are',
      mend: 'cni-lab up --backend kind',
    });
  }
  const record = findLab(name);
  if (record.backend === 'kind') return record;
  throw noSuchLab(name);
}
