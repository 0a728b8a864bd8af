import { describe, expect, it } from 'vitest';
import { CommandError } from '../../src/host/command-error.ts';
import type { Argv, Runner } from '../../src/host/runner.ts';
import { inUserNamespace, whyNoUserNamespace } from '../../src/host/user-namespace.ts';

/** A machine where `unshare` says no. */
function refusing(stderr: string): Runner {
  const run = async (argv: Argv) => {
    const ending = { exitCode: 1, signal: null, timedOut: false };
    throw new CommandError({ argv, ...ending, stdout: '', stderr });
  };
  return { run, start: () => expect.unreachable(), argv: (argv) => argv };
}

const NO = 'unshare: unshare failed: Operation not permitted';

describe('why no user namespace can be had', () => {
  it.each([
    ['/proc/sys/user/max_user_namespaces', '0\n', 'sudo sysctl -w user.max_user_namespaces=15000'],
    [
      '/proc/sys/kernel/unprivileged_userns_clone',
      '0\n',
      'sudo sysctl -w kernel.unprivileged_userns_clone=1',
    ],
    [
      '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
      '1\n',
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    ],
  ])('is told by its switch %s', async (file, value, mend) => {
    const open = (path: string) =>
      path.endsWith('apparmor_restrict_unprivileged_userns') ? '0\n' : '15000\n';
    const refusal = await whyNoUserNamespace(refusing(NO), (path) =>
      path === file ? value : open(path),
    );
    expect(refusal).toMatchObject({ code: 'E_NOT_ROOT', mend });
    expect(refusal!.why).toContain(NO);
  });

  it('is told in the words of unshare where all switches are open, or absent', async () => {
    const refusal = await whyNoUserNamespace(refusing(NO), () => null);
    expect(refusal!.why).toContain(NO);
    expect(refusal!.mend).toMatch(/^sudo /);
  });

  it('is not a question where it can', async () => {
    const asked: Argv[] = [];
    const run = async (argv: Argv) => {
      asked.push(argv);
      return { stdout: '', stderr: '' };
    };
    const runner = { run, start: () => expect.unreachable(), argv: (argv: Argv) => argv };
    expect(await whyNoUserNamespace(runner)).toBeNull();
    expect(asked).toEqual([inUserNamespace(['true'])]);
  });
});
