import { findDatapath } from '../../datapaths/catalogue.ts';
import type { Datapath } from '../../datapaths/datapath.ts';
import type { Family } from '../../datapaths/topology.ts';
import { LabError } from '../../errors.ts';
import type { Lab } from '../lab.ts';
import { checkLabName, randomLabName } from './lab-name.ts';
import {
  borrowLab,
  claimLab,
  keepLab,
  type LabRecord,
  labRecord,
  labRecords,
  stateOf,
} from './lab-record.ts';
import { createNetnsLab, openNetnsLab } from './netns-lab.ts';
import { removeLab } from './remove-lab.ts';

/** Makes a new lab under this name, or under a random one; `ready` is still to come. @throws LabError, CommandError */
export async function makeLab(
  datapath: Datapath,
  family: Family,
  options: { name?: string | undefined; signal?: AbortSignal | undefined },
): Promise<Lab> {
  await removeAbandoned();
  const name = checkLabName(options.name ?? randomLabName());
  const record = claimLab({ name, datapath: datapath.name, family });
  try {
    return await createNetnsLab(record, datapath.topology(family), options.signal);
  } catch (error) {
    await removeLab(name);
    throw error;
  }
}

/** Makes a lab, waits until all is set up, and leaves it up. @throws LabError, CommandError */
export async function raiseLab(...args: Parameters<typeof makeLab>): Promise<Lab> {
  const lab = await makeLab(...args);
  try {
    await lab.ready;
  } catch (error) {
    await lab.remove();
    throw error;
  }
  keep(lab);
  return lab;
}

/** Leaves a lab up when this process ends. */
export function keep(lab: Lab): void {
  const record = labRecord(lab.name);
  if (record) keepLab(record);
}

/** Opens a lab that is up, and marks it as in use for as long as this process lives. @throws LabError */
export async function openLab(name: string): Promise<Lab> {
  const record = labRecord(checkLabName(name));
  if (!record) throw noSuchLab(name);
  const topology = findDatapath(record.datapath).topology(record.family);
  borrowLab(record);
  return openNetnsLab(record, topology);
}

/** The labs that were left up. */
export function keptLabs(): LabRecord[] {
  return labRecords().filter((record) => record.kept);
}

/** The one lab that is up, or the one of this name. @throws LabError if there is none, or several */
export function findKeptLab(name: string | undefined): LabRecord {
  if (name) {
    const record = labRecord(checkLabName(name));
    if (!record) throw noSuchLab(name);
    return record;
  }
  const [only, ...others] = keptLabs();
  if (!only) throw noSuchLab(undefined);
  if (others.length > 0) throw ambiguous([only, ...others]);
  return only;
}

export function ambiguous(labs: readonly LabRecord[]): LabError {
  return new LabError('E_LAB_AMBIGUOUS', {
    message: 'more than one lab is up',
    why: `these are: ${labs.map((lab) => `${lab.name} (${lab.datapath})`).join(', ')}`,
    mend: `add --name ${labs[0]!.name}`,
  });
}

/** Removes what processes that died left behind. */
async function removeAbandoned(): Promise<void> {
  const dead = labRecords().filter((record) => stateOf(record) === 'abandoned');
  await Promise.all(dead.map((record) => removeLab(record.name)));
}

function noSuchLab(name: string | undefined): LabError {
  return new LabError('E_NO_SUCH_LAB', {
    message: name ? `no lab named "${name}" is up` : 'no lab is up',
    why: 'cni-lab status shows those that are',
    mend: name ? `cni-lab up --name ${name}` : 'cni-lab up',
  });
}
