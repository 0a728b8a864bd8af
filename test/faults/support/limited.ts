import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What each limit is called in v1 and in v2. */
const FILES = {
  pids: ['pids.max', 'pids.max'],
  memory: ['memory.limit_in_bytes', 'memory.max'],
} as const;

/**
 * A cgroup of the test's own: what is put before a command to run it there, and how to remove it.
 * @throws if there is no such controller, or it is not to be had
 */
export function limited(controller: keyof typeof FILES, limit: number) {
  const [v1, v2] = FILES[controller];
  const own = `/sys/fs/cgroup/${controller}`;
  const [root, file] = existsSync(join(own, 'cgroup.procs'))
    ? [own, v1]
    : [unified(controller), v2];
  const folder = join(root, `faults-${process.pid}-${Date.now()}`);
  mkdirSync(folder);
  const remove = () => removeSoon(folder);
  try {
    writeFileSync(join(folder, file), String(limit));
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return { prefix: ['sh', '-c', `echo $$ >${folder}/cgroup.procs && exec "$@"`, 'sh'], remove };
}

/** What was killed there ends when it gets a CPU. */
async function removeSoon(folder: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; await delay(20)) {
    try {
      return rmdirSync(folder);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function unified(controller: string): string {
  const root = '/sys/fs/cgroup';
  const shared = join(root, 'cgroup.subtree_control');
  if (!existsSync(shared)) throw new Error('no cgroup v2 there');
  if (!readFileSync(shared, 'utf8').split(/\s/).includes(controller)) {
    throw new Error(`the root of the cgroups does not hand out ${controller}`);
  }
  return root;
}
