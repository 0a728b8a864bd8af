import { readFileSync } from 'node:fs';

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

function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name may hold anything
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
