import { resolve } from 'node:path';
import { findDatapath } from '../../datapaths/catalogue.ts';
import { askedAs, type Datapath, familiesOf } from '../../datapaths/datapath.ts';
import { multiplied } from '../../datapaths/multiplied.ts';
import type { Family, Topology } from '../../datapaths/topology.ts';
import { LabError } from '../../errors.ts';
import { netnsNames } from '../../host/netns.ts';
import type { Lab } from '../lab.ts';
import { checkLabName, parseNamespaceName, randomLabName } from '../lab-name.ts';
import {
  borrowLab,
  claimLab,
  keepLab,
  labRecord,
  labRecords,
  type NetnsRecord,
  stateOf,
} from '../lab-record.ts';
import { requireLabPrivilege } from './lab-privilege.ts';
import { createNetnsLab, openNetnsLab } from './netns-lab.ts';
import { removeLab } from './remove-lab.ts';

/** Makes a new lab under this name, or under a random one; `ready` is still to come. @throws LabError, CommandError */
export async function makeLab(
  datapath: Datapath,
  family: Family,
  options: {
    name?: string | undefined;
    signal?: AbortSignal | undefined;
    pairs?: number | undefined;
  },
): Promise<Lab> {
  const { pairs = 1 } = options;
  requireFamily(datapath, family);
  const name = checkLabName(options.name ?? randomLabName());
  const topology = datapath.topology(family);
  const whole = multiplied(topology, pairs);
  requireLabPrivilege(topology);
  await removeAbandoned();
  if (labRecord(name) === null) refuseTaken(name);
  const record = claimLab<NetnsRecord>({
    ...{ name, backend: 'netns', datapath: datapath.name, family },
    ...(datapath.file !== undefined && { own: { file: resolve(datapath.file), topology } }),
    ...(pairs > 1 && { pairs }),
  });
  try {
    return await createNetnsLab(record, whole, options.signal);
  } catch (error) {
    await removeLab(name);
    throw error;
  }
}

/** What a lab makes it removes: so nothing of its name may be there before. @throws LabError E_NAME_IN_USE */
function refuseTaken(name: string): void {
  const there = netnsNames().find((each) => parseNamespaceName(each)?.lab === name);
  if (there === undefined) return;
  throw new LabError('E_NAME_IN_USE', {
    message: `a lab cannot be named "${name}" here`,
    why: `the network namespace ${there} is there already, and of no lab that is known`,
    mend: `cni-lab down --name ${name}; what that leaves is not cni-lab's: ip netns del ${there}`,
  });
}

/** @throws LabError E_NO_FAMILY */
function requireFamily(datapath: Datapath, family: Family): void {
  const families = familiesOf(datapath);
  if (families.includes(family)) return;
  throw new LabError('E_NO_FAMILY', {
    message: `${datapath.name} is not there over IPv${family}`,
    why: `what it shows is of IPv${families.join(' and IPv')} alone`,
    mend: `cni-lab verify ${askedAs(datapath)} --family ${families[0]}`,
  });
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

/**
 * Opens a lab that is up, and marks it as in use for as long as this process lives.
 * @param whole with all pairs of pods that it has; else it is the lab of the first, whose names are those of one alone
 */
export async function openLab(record: NetnsRecord, { whole = false } = {}): Promise<Lab> {
  borrowLab(record);
  const topology = topologyOfLab(record);
  return openNetnsLab(record, whole ? multiplied(topology, record.pairs ?? 1) : topology);
}

/** Of its first pair of pods. */
export function topologyOfLab({ own, datapath, family }: NetnsRecord): Topology {
  return own?.topology ?? findDatapath(datapath).topology(family);
}

/** Removes what processes that died left behind. */
async function removeAbandoned(): Promise<void> {
  const dead = labRecords().filter(
    // a cluster is worth mending: the next `up` says so, and `down` removes it
    (record) => record.backend === 'netns' && stateOf(record) === 'abandoned',
  );
  await Promise.all(dead.map((record) => removeLab(record.name)));
}
