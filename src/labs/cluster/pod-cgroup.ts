import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import { cgroupRoot } from '../../host/cgroup.ts';
import { cgroupRunner } from '../../host/cgroup-runner.ts';
import { CommandError } from '../../host/command-error.ts';
import { processNetnsRunner } from '../../host/netns-runner.ts';
import type { Runner } from '../../host/runner.ts';
import type { PodSite } from './site.ts';

/**
 * Runs programs in a pod's network namespace and in its own cgroup, so that programs on the sockets of
 * the node's pods are asked about theirs, too. Who only enters the namespace is none of the pod.
 * @throws LabError E_KERNEL_FEATURE if nothing can be started there
 */
export async function inPodCgroup({ pod, node, pid }: PodSite): Promise<Runner> {
  const { outside } = node.access;
  try {
    const runner = processNetnsRunner(cgroupRunner(outside, await folderOf(outside, pid)), pid);
    await runner.run(['true']);
    return runner;
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof NoCgroup)) throw error;
    throw new LabError(
      'E_KERNEL_FEATURE',
      {
        message: `no program can be started in the cgroup of ${pod.namespace}/${pod.name}`,
        why: error.message,
        mend: 'mount -t cgroup2 none /sys/fs/cgroup/unified (where there is none), as root on the machine of the nodes',
      },
      { cause: error },
    );
  }
}

/** The folder of a process' cgroup; null if it has none, or it cannot be seen. */
export async function cgroupOf(outside: Runner, pid: number): Promise<string | null> {
  try {
    return await folderOf(outside, pid);
  } catch (error) {
    if (error instanceof CommandError || error instanceof NoCgroup) return null;
    throw error;
  }
}

async function folderOf(outside: Runner, pid: number): Promise<string> {
  const { stdout: cgroups } = await outside.run(['cat', `/proc/${pid}/cgroup`]);
  const { stdout: mounts } = await outside.run(['cat', '/proc/self/mountinfo']);
  return podCgroup(cgroups, mounts);
}

class NoCgroup extends Error {}

/**
 * The folder of a process' cgroup in the v2 hierarchy, wherever that is mounted. Pure.
 * @param cgroups text of /proc/PID/cgroup
 * @param mounts text of /proc/self/mountinfo, read in the same place
 * @throws NoCgroup if there is none, or it cannot be seen from here
 */
export function podCgroup(cgroups: string, mounts: string): string {
  const path = /^0::(.*)$/m.exec(cgroups)?.[1];
  const root = cgroupRoot(mounts);
  if (path === undefined) throw new NoCgroup('its processes are in no cgroup of version 2');
  if (root === null) throw new NoCgroup('no cgroup v2 hierarchy is mounted here');
  if (path.startsWith('/..')) throw new NoCgroup(`its cgroup ${path} is not below ours`);
  return join(root, path);
}
