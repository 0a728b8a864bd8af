import { describe, expect, it } from 'vitest';
import { CommandError } from '../../src/host/command-error.ts';
import { explainNetkit, netkitPrograms } from '../../src/host/netkit-tool.ts';

const failure = (stderr: string) =>
  new CommandError({
    argv: ['nsenter', '--net=/run/netns/x', '/opt/dist/netkit', 'attach', 'lxc1', 'a.o'],
    ...{ exitCode: 1, signal: null, timedOut: false, stdout: '', stderr },
  });

describe('why there are no netkit devices here', () => {
  it.each([
    // ip on 6.18 without CONFIG_NETKIT
    ['Error: Unknown device type.\nCommand failed -:1', 'E_KERNEL_FEATURE', /6\.7/],
    // ours, where the kernel has the devices and refuses what goes on them
    ['netkit: cannot attach to lxc1: Invalid argument', 'E_KERNEL_FEATURE', /6\.7/],
    [
      '/opt/dist/netkit: error while loading shared libraries: libbpf.so.1: cannot open shared object file: No such file or directory',
      'E_TOOL_MISSING',
      /apt-get install -y libbpf1$/,
    ],
    [
      'nsenter: failed to execute /opt/dist/netkit: Exec format error',
      'E_BPF_OBJECT_MISSING',
      /npm run build/,
    ],
    // another C library, so no such loader
    [
      'nsenter: failed to execute /opt/dist/netkit: No such file or directory',
      'E_BPF_OBJECT_MISSING',
      /npm run build/,
    ],
  ])('is told of "%s"', (stderr, code, mend) => {
    const explained = explainNetkit(failure(stderr));
    expect(explained).toMatchObject({ code, exitCode: 3 });
    expect(explained!.mend).toMatch(mend);
  });

  it('is left to others where it is something else', () => {
    expect(explainNetkit(failure('RTNETLINK answers: File exists'))).toBeNull();
    expect(explainNetkit(failure('RTNETLINK answers: Operation not permitted'))).toBeNull();
  });
});

describe('the programs that it tells of', () => {
  it('are a line each', () => {
    expect(netkitPrograms('')).toEqual([]);
    expect(netkitPrograms('lxc1 peer redirect\nlxc2 primary \n')).toEqual([
      { device: 'lxc1', hook: 'peer', name: 'redirect' },
      { device: 'lxc2', hook: 'primary', name: '' },
    ]);
  });
});
