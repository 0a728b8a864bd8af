import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly commandLine: string;
}

/** Processes of a session, but not its leader. */
export function processesOf(session: number): string[] {
  return processes()
    .filter((p) => p.session === session && p.pid !== session)
    .map((p) => `${p.pid} ${p.commandLine}`);
}

/** Processes whose command line says so, that a process or one of its children started. */
export function startedBy(pid: number, says: RegExp): number[] {
  const all = processes();
  const starters = new Set([pid, ...all.filter((p) => p.parent === pid).map((p) => p.pid)]);
  return all.filter((p) => starters.has(p.parent) && says.test(p.commandLine)).map((p) => p.pid);
}

/** Processes whose command line says so. */
export function processesSaying(says: RegExp): string[] {
  return processes()
    .filter((p) => says.test(p.commandLine))
    .map((p) => `${p.pid} ${p.commandLine}`);
}

function processes(): Process[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // the name may hold anything
      const [state, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') return [];
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const known = { pid: Number(pid), parent: Number(parent), session: Number(session) };
      return [{ ...known, commandLine }];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}
