import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';

/**
 * Finds a process of each pod by the pod's UID in /proc/PID/cgroup, whatever the runtime.
 * @param outside sees the node's processes
 * @param uids of pods
 * @returns pid by UID; none where nothing of it runs
 */
export async function podProcesses(
  outside: Runner,
  uids: readonly string[],
): Promise<Map<string, number>> {
  const words = uids.flatMap((uid) => [uid, uid.replaceAll('-', '_')]); // systemd's cgroups have _
  const stdout = await find(outside, [...new Set(words)].join('|'));
  const found = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    const [, pid, path = ''] = /^\/proc\/(\d+)\/cgroup:(.*)$/.exec(line) ?? [];
    const uid = uids.find((u) => path.includes(u) || path.includes(u.replaceAll('-', '_')));
    if (!pid || !uid) continue;
    // the sandbox is the first and stays to the end
    found.set(uid, Math.min(Number(pid), found.get(uid) ?? Number.POSITIVE_INFINITY));
  }
  return found;
}

async function find(outside: Runner, pattern: string): Promise<string> {
  try {
    const { stdout } = await outside.run([
      ...(['find', '/proc', '-maxdepth', '2', '-path', '/proc/[0-9]*/cgroup'] as const),
      ...['-exec', 'grep', '-sHE', pattern, '{}', '+'],
    ]);
    return stdout;
  } catch (error) {
    // processes end while find goes through them, and grep is not content with nothing
    if (error instanceof CommandError && error.exitCode === 1) return error.stdout;
    throw error;
  }
}
