import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import { type ProcessId, isAlive, thisProcess } from '../../host/process-id.ts';
import type { Family } from '../../datapaths/topology.ts';

/** What a lab is, kept in /run for as long as it is up. `down` works without it, from names alone. */
export interface LabRecord {
  readonly name: string;
  readonly datapath: string;
  readonly family: Family;
  /** Kept for later use (`up`, `verify --keep`), or gone with the process that made it. */
  readonly kept: boolean;
  readonly startedAt: string;
  readonly owner: ProcessId;
}

export type LabState = 'up' | 'in use' | 'abandoned';

const FOLDER = '/run/cni-lab';

/** In use: a live process works on it. Up: kept. Abandoned: its process died before it was removed. */
export function stateOf(record: LabRecord): LabState {
  if (isAlive(record.owner)) return 'in use';
  return record.kept ? 'up' : 'abandoned';
}

/** Takes the name for this process. @throws LabError E_NAME_IN_USE */
export function claimLab(lab: Pick<LabRecord, 'name' | 'datapath' | 'family'>): LabRecord {
  const record: LabRecord = {
    ...lab,
    kept: false,
    startedAt: new Date().toISOString(),
    owner: thisProcess(),
  };
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(fileOf(lab.name), JSON.stringify(record), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new LabError('E_NAME_IN_USE', {
      message: `a lab named "${lab.name}" is there already`,
      why: 'two labs cannot share a name: their network namespaces would',
      mend: `cni-lab down --name ${lab.name}`,
    });
  }
  return record;
}

/** Leaves the lab up after this process ends. */
export function keepLab(record: LabRecord): void {
  replace({ ...record, kept: true });
}

/** Marks a lab that is up as in use for as long as this process lives. */
export function borrowLab(record: LabRecord): void {
  replace({ ...record, owner: thisProcess() });
}

export function forgetLab(name: string): void {
  rmSync(fileOf(name), { force: true });
  try {
    rmdirSync(FOLDER);
  } catch {
    // other labs are up, or nothing ever was
  }
}

/** Whole or not at all, whenever this process may be killed. */
function replace(record: LabRecord): void {
  const draft = `${fileOf(record.name)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, fileOf(record.name));
}

/** All records; one that cannot be read (a crash in mid-write) is passed over. */
export function labRecords(): LabRecord[] {
  let files: string[];
  try {
    files = readdirSync(FOLDER).filter((f) => f.endsWith('.json'));
  } catch {
    return [];
  }
  return files.flatMap((file) => readRecord(join(FOLDER, file)) ?? []);
}

export function labRecord(name: string): LabRecord | null {
  return readRecord(fileOf(name));
}

function readRecord(file: string): LabRecord | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LabRecord;
  } catch {
    return null;
  }
}

function fileOf(name: string): string {
  return join(FOLDER, `${name}.json`);
}
