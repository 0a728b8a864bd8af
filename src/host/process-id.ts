import { readdirSync, readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat; empty where there is no /proc. */
  readonly startTime: string;
}

export function thisProcess(): ProcessId {
  return { pid: process.pid, startTime: startTime(process.pid) ?? '' };
}

export function isAlive(id: ProcessId): boolean {
  return startTime(id.pid) === id.startTime;
}

/** Pids of the processes that one has started itself, and that are still there. */
export function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => fieldsOf(pid)?.[1] === `${parent}`);
}

function startTime(pid: number): string | null {
  const fields = fieldsOf(pid);
  return fields === null || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

/** Of /proc/PID/stat from the third on: state, parent, ...; null where there is no such process. */
function fieldsOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name may hold anything
  } catch {
    return null;
  }
}
