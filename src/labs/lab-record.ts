import type { Family, Topology } from '../datapaths/topology.ts';
import { LabError } from '../errors.ts';
import { isAlive, type ProcessId, thisProcess } from '../host/process-id.ts';
import { STATE_ROOT, StateFolder } from '../host/state-folder.ts';
import type { KindSpec } from './kind/kind-spec.ts';
import { checkLabName } from './lab-name.ts';

/** What a lab is, kept in /run for as long as it is up. `down` works without it, from names alone. */
export type LabRecord = NetnsRecord | KindRecord | ClusterRecord;

export interface NetnsRecord extends Claim {
  readonly backend: 'netns';
  readonly datapath: string;
  readonly family: Family;
  /** Of a datapath of the user's: its file by its whole path, and what was built. */
  readonly own?: { readonly file: string; readonly topology: Topology };
  /** How many pairs of pods it has of that topology; without it, one. */
  readonly pairs?: number;
}

export interface KindRecord extends Claim {
  readonly backend: 'kind';
  readonly spec: KindSpec;
}

export interface ClusterRecord extends Claim {
  readonly backend: 'cluster';
  /** Null: where kubectl looks, too. */
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly namespace: string;
}

interface Claim {
  readonly name: string;
  /** Kept for later use (`up`, `verify --keep`), or gone with the process that made it. */
  readonly kept: boolean;
  readonly startedAt: string;
  /** The process that works on it. */
  readonly owner: ProcessId;
}

/** In use: a live process works on it. Up: kept. Abandoned: its process died before it was removed. */
export type LabState = 'up' | 'in use' | 'abandoned';

/** There for as long as there is a lab. */
export const RECORDS_FOLDER = STATE_ROOT;

const records = new StateFolder<LabRecord>(RECORDS_FOLDER);

export function stateOf(record: LabRecord): LabState {
  if (isAlive(record.owner)) return 'in use';
  return record.kept ? 'up' : 'abandoned';
}

/** Takes the name for this process. @throws LabError E_NAME_IN_USE */
export function claimLab<T extends LabRecord>(lab: Omit<T, keyof Claim> & { name: string }): T {
  const startedAt = new Date().toISOString();
  const record = { ...lab, kept: false, startedAt, owner: thisProcess() } as unknown as T;
  if (records.create(lab.name, record)) return record;
  throw new LabError('E_NAME_IN_USE', {
    message: `a lab named "${lab.name}" is there already`,
    why: 'two labs cannot share a name: their network namespaces would',
    mend: `cni-lab down --name ${lab.name}`,
  });
}

/** Leaves the lab up after this process ends. */
export function keepLab(record: LabRecord): void {
  records.replace(record.name, { ...record, kept: true });
}

/** Marks a lab that is up as in use for as long as this process lives. @throws LabError E_LAB_BROKEN if it is up no more */
export function borrowLab(record: LabRecord): void {
  if (records.replace(record.name, { ...record, owner: thisProcess() })) return;
  throw new LabError('E_LAB_BROKEN', {
    message: `the lab "${record.name}" is not there any more`,
    why: 'another process removed it just now',
    mend: `cni-lab up --name ${record.name}`,
  });
}

export function forgetLab(name: string): void {
  records.remove(name);
}

export function labRecords(): LabRecord[] {
  records.sweep();
  return records.names().flatMap((name) => records.read(name) ?? []);
}

/** Names of all records, those that cannot be read among them. */
export function recordNames(): string[] {
  return records.names();
}

/** Where it is kept. */
export function recordFile(name: string): string {
  return `${RECORDS_FOLDER}/${name}.json`;
}

/** @throws LabError E_BAD_NAME */
export function labRecord(name: string): LabRecord | null {
  return records.read(checkLabName(name));
}
