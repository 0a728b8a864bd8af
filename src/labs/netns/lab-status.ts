import { describeLab } from '../find-lab.ts';
import { parseNamespaceName } from '../lab-name.ts';
import { type LabState, labRecords, stateOf } from '../lab-record.ts';
import { existingLabs } from './remove-lab.ts';

export interface LabStatus {
  readonly name: string;
  readonly datapath: string | null;
  readonly family: 4 | 6 | null;
  readonly state: LabState;
  /** ISO 8601, to the second. */
  readonly since: string | null;
  /** Nodes and pods whose network namespaces exist. */
  readonly places: readonly string[];
}

/** Every lab of which a record or a network namespace is left. */
export async function labStatus(): Promise<LabStatus[]> {
  const records = new Map(labRecords().map((record) => [record.name, record]));
  const namespaces = await existingLabs();
  const names = [...new Set([...records.keys(), ...namespaces.keys()])].sort();
  return names.map((name) => {
    const record = records.get(name);
    return {
      name,
      datapath: record ? describeLab(record) : null,
      family: record?.backend === 'netns' ? record.family : null,
      state: record ? stateOf(record) : 'abandoned',
      since: record?.startedAt.replace(/\.\d+Z$/, 'Z') ?? null,
      places: (namespaces.get(name) ?? []).map((ns) => parseNamespaceName(ns)!.place).sort(),
    };
  });
}
