import { datapathOfLab } from './datapath-of-lab.ts';
import { FLAGSHIP } from './datapaths/catalogue.ts';
import type { Datapath, Where } from './datapaths/datapath.ts';
import type { Family } from './datapaths/topology.ts';
import { requireLabHost } from './host/preflight.ts';
import { LAB_TOOLS } from './host/tools.ts';
import { findLab } from './labs/find-lab.ts';
import type { Lab } from './labs/lab.ts';
import { makeLab, openLab } from './labs/netns/acquire-lab.ts';
import { namedDatapath } from './named-datapaths.ts';
import { type Choice, planJobs } from './plan-jobs.ts';

/** A lab of which it is to be said what it is. */
export interface ToIdentify {
  readonly family: Family;
  readonly where: Where;
  /** Datapaths that it may be beside the catalogue's. */
  readonly others: readonly Datapath[];
  readonly makeLab: () => Promise<Lab>;
  readonly release: (lab: Lab) => Promise<void>;
  close(): Promise<void>;
}

/** Opens the lab that is up, the cluster that is meant, or makes the lab that is named. @throws LabError */
export async function openToIdentify(choice: Choice, signal: AbortSignal): Promise<ToIdentify> {
  const { family, name } = choice;
  if (choice.lab) {
    requireLabHost(LAB_TOOLS, 'run');
    const datapath = await namedDatapath(choice.lab);
    const make = () => makeLab(datapath, family, { name, signal });
    return embedded(family, datapath, make, (lab) => lab.remove());
  }
  if (choice.backend !== 'cluster') {
    const record = findLab(name);
    if (record.backend === 'netns') {
      requireLabHost(LAB_TOOLS, 'run');
      return embedded(
        record.family,
        await datapathOfLab(record),
        () => openLab(record),
        async () => {},
      );
    }
  }
  const backend = choice.backend ?? 'kind';
  const plan = await planJobs([FLAGSHIP.name], { ...choice, backend }, signal);
  const { makeLab: make, release } = plan.jobs[0]!;
  return { family, where: 'live', others: [], makeLab: make, release, close: () => plan.close() };
}

function embedded(
  family: Family,
  datapath: Datapath,
  make: () => Promise<Lab>,
  release: ToIdentify['release'],
) {
  const close = async () => {};
  return {
    ...{ family, where: 'embedded' as const, others: [datapath] },
    ...{ makeLab: make, release, close },
  };
}
