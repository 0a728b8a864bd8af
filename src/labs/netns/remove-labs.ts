import { findKeptLab, keptLabs } from './acquire-lab.ts';
import { checkLabName } from './lab-name.ts';
import { labRecord, labRecords, recordNames, stateOf } from './lab-record.ts';
import { existingLabs, removeLab } from './remove-lab.ts';

export interface Removal {
  readonly removed: string[];
  /** Left alone: a live process works on them. */
  readonly inUse: string[];
}

/** Removes every lab of ours but those that a live process works on. */
export async function removeAllLabs(): Promise<Removal> {
  const records = new Map(labRecords().map((record) => [record.name, record]));
  const names = [...new Set([...recordNames(), ...existingLabs().keys()])];
  const inUse = names.filter((name) => {
    const record = records.get(name);
    return record !== undefined && stateOf(record) === 'in use';
  });
  const removed = names.filter((name) => !inUse.includes(name));
  await Promise.all(removed.map((name) => removeLab(name)));
  return { removed, inUse };
}

/** Removes this lab, whoever works on it; if there is none, nothing. @throws LabError E_BAD_NAME */
export async function removeNamedLab(name: string): Promise<Removal> {
  const there = existingLabs().has(checkLabName(name)) || labRecord(name) !== null;
  await removeLab(name);
  return { removed: there ? [name] : [], inUse: [] };
}

/** Removes the one lab that is up. @throws LabError E_LAB_AMBIGUOUS if there are several */
export async function removeOnlyLab(): Promise<Removal> {
  if (keptLabs().length === 0) return { removed: [], inUse: [] };
  const { name } = findKeptLab(undefined);
  await removeLab(name);
  return { removed: [name], inUse: [] };
}
