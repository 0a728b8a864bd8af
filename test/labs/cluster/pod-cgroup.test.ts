import { describe, expect, it } from 'vitest';
import { inPodCgroup, podCgroup } from '../../../src/labs/cluster/pod-cgroup.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeRunner, type Reaction } from './fake-runner.ts';
import { access, nodeSite, podSite } from './sites.ts';

const V2 = '30 23 0:26 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n';
const HYBRID = [
  '24 23 0:20 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids',
  '25 23 0:21 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
].join('\n');
const OF_POD = '/docker/be2c/kubelet/kubepods/besteffort/pod46a0/099e';

describe('the cgroup of a pod', () => {
  it.each([
    ['version 2 alone', `0::${OF_POD}\n`, V2, `/sys/fs/cgroup${OF_POD}`],
    [
      'version 2 beside version 1',
      `8:pids:/docker/other\n0::${OF_POD}\n`,
      HYBRID,
      `/sys/fs/cgroup/unified${OF_POD}`,
    ],
  ])('with %s', (_case, cgroups, mounts, folder) => {
    expect(podCgroup(cgroups, mounts)).toBe(folder);
  });

  it.each([
    ['there is only version 1', '8:pids:/docker/be2c\n', HYBRID, 'no cgroup of version 2'],
    ['version 2 is mounted nowhere', `0::${OF_POD}\n`, HYBRID.split('\n')[0]!, 'no cgroup v2'],
    ['only a part is mounted', `0::${OF_POD}\n`, V2.replace(' / ', ' /docker '), 'no cgroup v2'],
    ['it is outside of ours', '0::/../../kubepods/pod46a0\n', V2, 'not below ours'],
  ])('is not to be had where %s', (_case, cgroups, mounts, why) => {
    expect(() => podCgroup(cgroups, mounts)).toThrow(why);
  });
});

/** A node whose pod a has the process 4711. */
function inside(joins: Reaction, cgroups: Reaction = `0::${OF_POD}\n`) {
  const outside = new FakeRunner((line) => {
    if (line === 'cat /proc/4711/cgroup') return cgroups;
    return line === 'cat /proc/self/mountinfo' ? V2 : joins;
  });
  return {
    outside,
    runner: inPodCgroup(podSite('a', nodeSite('worker', { access: access({ outside }) }))),
  };
}

describe('a program in it', () => {
  it('is moved there before it enters the network namespace', async () => {
    const { outside, runner } = inside('');
    await (await runner).run(['node', 'ask']);
    expect(outside.asked.at(-1)).toBe(
      `sh -c echo 0 >"$0/cgroup.procs" && exec "$@" /sys/fs/cgroup${OF_POD} ` +
        'nsenter --net=/proc/4711/ns/net node ask',
    );
  });

  it.each([
    ['may not be moved', { exitCode: 2 }, `0::${OF_POD}\n`, 'it failed'],
    ['has no such cgroup', '', '8:pids:/docker\n', 'no cgroup of version 2'],
    ['belongs to a pod that is gone', '', { exitCode: 1 }, 'it failed'],
  ])(
    'that %s is a lack of this machine: the datapath is skipped',
    async (_case, joins, cgroups, why) => {
      const error = await labErrorIn(inside(joins, cgroups).runner);
      expect(error).toMatchObject({ code: 'E_KERNEL_FEATURE', exitCode: 3 });
      expect(error.why).toContain(why);
    },
  );
});
