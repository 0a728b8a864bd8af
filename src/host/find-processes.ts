import { readdirSync, readFileSync } from 'node:fs';

/** Pids of the processes on this machine whose argument list is such; none where there is no /proc. */
export function findProcesses(isSuch: (argv: readonly string[]) => boolean): number[] {
  return pids().filter((pid) => isSuch(argumentsOf(pid)));
}

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return []; // not Linux
  }
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it has ended meanwhile
  }
}

/** Ends a process that may have ended already, or may be somebody else's. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // then it is not there any more, or not ours
  }
}
