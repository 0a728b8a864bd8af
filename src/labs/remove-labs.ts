import { findTool } from '../host/tools.ts';
import { removeClusterLab } from './cluster/remove-cluster-objects.ts';
import { findLab, keptLabs, requireReadableRecords } from './find-lab.ts';
import { kindLabs } from './kind/kind-cli.ts';
import { removeKindLab } from './kind/remove-kind-lab.ts';
import { checkLabName } from './lab-name.ts';
import { labRecord, labRecords, recordNames, stateOf } from './lab-record.ts';
import { existingLabs, removeLab } from './netns/remove-lab.ts';

export interface Removal {
  readonly removed: string[];
  /** Left alone: a live process works on them. */
  readonly inUse: string[];
}

/** Removes every lab of ours but those that a live process works on. @throws LabError */
export async function removeAllLabs(): Promise<Removal> {
  const records = new Map(labRecords().map((record) => [record.name, record]));
  const clusters = await existingClusters();
  const names = [...new Set([...recordNames(), ...(await existingLabs()).keys(), ...clusters])];
  const inUse = names.filter((name) => {
    const record = records.get(name);
    return record !== undefined && stateOf(record) === 'in use';
  });
  const removed = names.filter((name) => !inUse.includes(name));
  // one that cannot be removed keeps nobody from removing the others
  const ends = await Promise.allSettled(removed.map((name) => remove(name, clusters)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return { removed, inUse };
}

/** Removes this lab, whoever works on it; if there is none, nothing. @throws LabError E_BAD_NAME */
export async function removeNamedLab(name: string): Promise<Removal> {
  const embedded = (await existingLabs()).has(checkLabName(name));
  const clusters = embedded ? [] : await existingClusters();
  const there = embedded || clusters.includes(name) || labRecord(name) !== null;
  await remove(name, clusters);
  return { removed: there ? [name] : [], inUse: [] };
}

/** Removes the one lab that is up. @throws LabError E_LAB_AMBIGUOUS if there are several */
export async function removeOnlyLab(): Promise<Removal> {
  if (keptLabs().length === 0) {
    requireReadableRecords();
    return { removed: [], inUse: [] };
  }
  const { name, backend } = findLab(undefined);
  await remove(name, backend === 'kind' ? [name] : []);
  return { removed: [name], inUse: [] };
}

async function remove(name: string, clusters: readonly string[]): Promise<void> {
  const record = labRecord(name);
  if (record?.backend === 'cluster') return removeClusterLab(record);
  const isKind = clusters.includes(name) || record?.backend === 'kind';
  return isKind ? removeKindLab(name) : removeLab(name);
}

/** Labs of which there is a kind cluster: found without any record. None where there is no kind or Docker. */
async function existingClusters(): Promise<string[]> {
  if (!findTool('kind')) return [];
  try {
    return await kindLabs();
  } catch {
    return []; // no daemon, no clusters
  }
}
