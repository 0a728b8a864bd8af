import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../errors.ts';

/** How long what was killed may take to end, and how often to look. */
const PATIENCE_MS = 5000;
const LOOK_MS = 2;

/**
 * Where the whole cgroup v2 hierarchy is mounted, or null: beside v1 it may be anywhere.
 * @param mounts text of /proc/self/mountinfo: `ID PARENT DEV ROOT WHERE OPTIONS ... - TYPE SOURCE ...`
 */
export function cgroupRoot(mounts = readFileSync('/proc/self/mountinfo', 'utf8')): string | null {
  for (const line of mounts.split('\n')) {
    const [mount = '', source = ''] = line.split(' - ');
    const [, , , root, where = ''] = mount.split(' ');
    if (root !== '/' || !source.startsWith('cgroup2 ')) continue;
    return where.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
  }
  return null;
}

/** Names of all cgroups directly below the root. */
export function cgroupNames(): string[] {
  const root = cgroupRoot();
  return root === null
    ? []
    : readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name);
}

/** The folder of a cgroup directly below the root. @throws LabError E_KERNEL_FEATURE */
export function cgroupPath(name: string): string {
  const root = cgroupRoot();
  if (root !== null) return join(root, name);
  throw unusable('no cgroup v2 hierarchy is mounted here');
}

/** Makes a cgroup directly below the root, if it is not there. @throws LabError E_KERNEL_FEATURE */
export function makeCgroup(name: string): void {
  const folder = cgroupPath(name);
  try {
    mkdirSync(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw unusable(message, cause);
  }
}

/** Ends what runs in a cgroup, and removes it. One that is not there is no error. */
export async function removeCgroup(name: string): Promise<void> {
  const folder = cgroupPath(name);
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(LOOK_MS)) {
    try {
      for (const pid of processesIn(folder)) process.kill(pid, 'SIGKILL');
      return rmdirSync(folder);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENODEV') return; // another process was quicker
      const stillEnding = code === 'EBUSY' || code === 'ESRCH';
      if (!stillEnding || Date.now() > deadline) throw error;
    }
  }
}

function processesIn(folder: string): number[] {
  const ids = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n');
  return ids.map(Number).filter((id) => id > 0); // 0: of another PID namespace
}

function unusable(why: string, cause?: unknown): LabError {
  return new LabError(
    'E_KERNEL_FEATURE',
    {
      message: 'no cgroup can be made here for programs on sockets',
      why,
      mend: 'mkdir -p /run/cgroup2 && mount -t cgroup2 cgroup2 /run/cgroup2',
    },
    { cause },
  );
}
