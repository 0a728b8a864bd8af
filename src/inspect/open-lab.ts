import { LabError } from '../errors.ts';
import type { ClusterChoice } from '../labs/cluster/cluster-choice.ts';
import { findLab, keptLabs } from '../labs/find-lab.ts';
import type { Backend } from '../labs/lab.ts';
import type { NetnsRecord } from '../labs/lab-record.ts';
import type { PodChoice } from './inspection.ts';
import type { OpenLab } from './node-source.ts';
import { isForeign, type PlaceChoice } from './place-choice.ts';

export interface InspectChoice extends ClusterChoice, PlaceChoice {
  /** Without it, that of the lab that is up. */
  readonly backend?: Backend;
  readonly pods: PodChoice;
}

/** Opens the namespaces that are named, the lab that is up, or the cluster that is meant. @throws LabError, CommandError */
export async function openToInspect(choice: InspectChoice, signal: AbortSignal): Promise<OpenLab> {
  if (isForeign(choice)) {
    const { openForeignSource } = await import('./foreign-source.ts');
    return openForeignSource(choice, signal);
  }
  const backend = choice.backend ?? findLab(choice.name).backend;
  if (backend === 'netns') {
    const { openNetnsSource } = await import('./netns-source.ts');
    return openNetnsSource(netnsLab(choice.name));
  }
  const { openClusterSource } = await import('./cluster-source.ts');
  return openClusterSource(backend, choice, choice.pods, signal);
}

/** @throws LabError */
function netnsLab(name: string | undefined): NetnsRecord {
  const [only, ...others] = keptLabs().filter((lab) => lab.backend === 'netns');
  const record = !name && only && others.length === 0 ? only : findLab(name);
  if (record.backend === 'netns') return record;
  throw new LabError('E_NO_SUCH_LAB', {
    message: name ? `the lab "${name}" is not an embedded one` : 'no embedded lab is up',
    why: `--backend netns is asked for, and ${record.name} is of the backend ${record.backend}`,
    mend: name ? `cni-lab inspect --name ${name}` : 'cni-lab up',
  });
}
