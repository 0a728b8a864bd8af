import { FLAGSHIP, findDatapath } from './datapaths/catalogue.ts';
import type { Where } from './datapaths/datapath.ts';
import type { Family } from './datapaths/topology.ts';
import { requireLabHost } from './host/preflight.ts';
import { LAB_TOOLS } from './host/tools.ts';
import { findLab } from './labs/find-lab.ts';
import type { Lab } from './labs/lab.ts';
import { makeLab, openLab } from './labs/netns/acquire-lab.ts';
import { type Choice, planJobs } from './plan-jobs.ts';

/** A lab of which it is to be said what it is. */
export interface ToIdentify {
  readonly family: Family;
  readonly where: Where;
  readonly makeLab: () => Promise<Lab>;
  readonly release: (lab: Lab) => Promise<void>;
  close(): Promise<void>;
}

/** Opens the lab that is up, the cluster that is meant, or makes the lab that is named. @throws LabError */
export async function openToIdentify(choice: Choice, signal: AbortSignal): Promise<ToIdentify> {
  const { family, name } = choice;
  if (choice.lab) {
    requireLabHost(LAB_TOOLS);
    const topology = findDatapath(choice.lab);
    const make = () => makeLab(topology, family, { name, signal });
    return embedded(family, make, (lab) => lab.remove());
  }
  if (choice.backend !== 'cluster') {
    const record = findLab(name);
    if (record.backend === 'netns') {
      requireLabHost(LAB_TOOLS);
      return embedded(
        record.family,
        () => openLab(record),
        async () => {},
      );
    }
  }
  const backend = choice.backend ?? 'kind';
  const plan = await planJobs([FLAGSHIP.name], { ...choice, backend }, signal);
  const { makeLab: make, release } = plan.jobs[0]!;
  return { family, where: 'live', makeLab: make, release, close: () => plan.close() };
}

function embedded(family: Family, make: () => Promise<Lab>, release: ToIdentify['release']) {
  const close = async () => {};
  return { family, where: 'embedded' as const, makeLab: make, release, close };
}
