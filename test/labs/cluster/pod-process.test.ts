import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../src/host/command-error.ts';
import { podProcesses } from '../../../src/labs/cluster/pod-process.ts';
import { FakeRunner, type Reaction } from './fake-runner.ts';

const A = '4b0f9d0e-9b1c-4c4e-8a57-0a3a5f6d1c11';
const B = 'a7e1c2d3-0000-4c4e-8a57-0a3a5f6d1c22';
/** As the kubelet writes them with the cgroupfs driver, and with systemd's. */
const cgroupfs = (uid: string) => `0::/kubelet.slice/kubepods/besteffort/pod${uid}/cri-12ab`;
const systemd = (uid: string) =>
  `0::/kubelet.slice/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-12ab.scope`;

const line = (pid: number, path: string) => `/proc/${pid}/cgroup:${path}`;
const saying = (reaction: Reaction) => new FakeRunner(() => reaction);
const found = async (lines: readonly string[], uids = [A, B]) =>
  Object.fromEntries(await podProcesses(saying(`${lines.join('\n')}\n`), uids));

describe('the process of a pod', () => {
  it.each([
    ['cgroupfs', cgroupfs],
    ['systemd', systemd],
  ])('is known by its UID as %s writes it', async (_, path) => {
    expect(await found([line(100, path(A)), line(200, path(B))])).toEqual({ [A]: 100, [B]: 200 });
  });

  it('is the first of several, whatever order they are found in', async () => {
    const pids = fc.uniqueArray(fc.integer({ min: 1, max: 4_194_304 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(pids, async (some) => {
        const lines = some.map((pid) => line(pid, cgroupfs(A)));
        expect(await found(lines)).toEqual({ [A]: Math.min(...some) });
      }),
    );
  });

  it('may have many lines, one for each cgroup v1 controller', async () => {
    const lines = ['12:cpu,cpuacct:', '3:memory:', '1:name=systemd:'].map((start) =>
      line(77, `${start}/kubepods/pod${A}/12ab`),
    );
    expect(await found(lines)).toEqual({ [A]: 77 });
  });

  it('is not there where nothing of the pod runs', async () => {
    expect(await found([line(1, '0::/init.scope'), line(100, cgroupfs(A))])).toEqual({ [A]: 100 });
    expect(await found([])).toEqual({});
  });

  it('is asked for all pods at once, by either way to write their UIDs', async () => {
    const runner = saying('');
    await podProcesses(runner, [A, B]);
    expect(runner.asked).toHaveLength(1);
    for (const uid of [A, B]) {
      expect(runner.asked[0]).toContain(uid);
      expect(runner.asked[0]).toContain(uid.replaceAll('-', '_'));
    }
  });

  it('is found though other processes end meanwhile: find and grep fail with 1', async () => {
    const stdout = `${line(100, cgroupfs(A))}\n`;
    const processes = await podProcesses(saying({ exitCode: 1, stdout }), [A]);
    expect([...processes]).toEqual([[A, 100]]);
  });

  it('cannot be looked for where there is no find', async () => {
    await expect(podProcesses(saying({ exitCode: 127 }), [A])).rejects.toBeInstanceOf(CommandError);
  });
});
