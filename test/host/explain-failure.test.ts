import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { CommandError } from '../../src/host/command-error.ts';
import { explainFailure } from '../../src/host/explain-failure.ts';
import type { Argv } from '../../src/host/runner.ts';

/** What tc printed on kernel 6.18 for a program with a helper that it does not have. */
const UNKNOWN_HELPER = `libbpf: prog 'redirect_peer': BPF program load failed: Invalid argument
libbpf: prog 'redirect_peer': -- BEGIN PROG LOAD LOG --
0: R1=ctx() R10=fp0
2: (85) call unknown#155
invalid func unknown#155
processed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
-- END PROG LOAD LOG --
libbpf: prog 'redirect_peer': failed to load: -22
libbpf: failed to load object '/dist/bpf/redirect-peer.bpf.o'
Unable to load program
Command failed -:2
`;

function failed(stderr: string, argv: Argv = ['tc', '-batch', '-'], exitCode = 1): CommandError {
  return new CommandError({ argv, exitCode, signal: null, timedOut: false, stdout: '', stderr });
}

describe('explainFailure', () => {
  it('names the helper that the kernel does not have', () => {
    const failure = explainFailure(failed(UNKNOWN_HELPER));
    expect(failure).toMatchObject({ code: 'E_KERNEL_FEATURE', exitCode: 3 });
    expect(failure.message).toContain('bpf_redirect_peer()');
    expect(explainFailure(failed('unknown func bpf_redirect_peer#155')).code).toBe(
      'E_KERNEL_FEATURE',
    );
  });

  it.each([
    ['nsenter: failed to execute tcpdump: No such file or directory', 'E_TOOL_MISSING', 3],
    ['RTNETLINK answers: Operation not permitted', 'E_NO_CAPABILITY', 3],
    ['Error: Unknown device type.', 'E_KERNEL_FEATURE', 3],
    ['RTNETLINK answers: File exists', 'E_COMMAND', 4],
  ])('takes "%s" for %s', (stderr, code, exitCode) => {
    expect(explainFailure(failed(stderr))).toMatchObject({ code, exitCode });
  });

  it('knows a program that could not be started', () => {
    const cause = Object.assign(new Error('spawn ip ENOENT'), { code: 'ENOENT' });
    const argv: Argv = ['ip', 'link'];
    const error = new CommandError({
      argv,
      exitCode: null,
      signal: null,
      timedOut: false,
      stdout: '',
      stderr: '',
      cause,
    });
    expect(explainFailure(error)).toMatchObject({
      code: 'E_TOOL_MISSING',
      message: 'ip is not installed',
    });
  });

  it('gives a line that can be pasted, and keeps the cause', () => {
    const error = failed('boom', ['ip', '-n', 'a b', 'link']);
    expect(explainFailure(error)).toMatchObject({
      message: "a command failed: ip -n 'a b' link",
      cause: error,
    });
  });

  it('says of an embedded lab that it was taken apart, and by its name how to remove it', () => {
    const argv: Argv = ['nsenter', '--net=/run/netns/cni-lab.demo.pod1', 'ip', '-j', 'link'];
    const gone = 'nsenter: cannot open /run/netns/cni-lab.demo.pod1: No such file or directory';
    expect(explainFailure(failed(gone, argv))).toMatchObject({
      code: 'E_LAB_BROKEN',
      mend: 'cni-lab down --name demo',
    });
  });

  it.each(['ENOSPC', 'EDQUOT'])('takes %s for a full disk, wherever it comes from', (code) => {
    const error = Object.assign(new Error(`${code}: write`), { code, errno: -28, path: '/run/x' });
    expect(explainFailure(error)).toMatchObject({
      ...{ code: 'E_DISK_FULL', exitCode: 4, message: 'no room left to write /run/x' },
    });
  });

  it.each(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'])(
    'takes %s for a limit that was met, never for something that the machine lacks',
    (code) => {
      const cause = Object.assign(new Error(`spawn ip ${code}`), { code, errno: -1 });
      const ended = { exitCode: null, signal: null, timedOut: false, stdout: '', stderr: '' };
      const error = new CommandError({ argv: ['ip', 'link'], ...ended, cause });
      const failure = explainFailure(error);
      expect(failure).toMatchObject({ code: 'E_LIMIT', exitCode: 4 });
      expect(failure.why).toContain(`${code}: ip link: could not start (${code})`);
      expect(explainFailure(cause).code).toBe('E_LIMIT');
    },
  );

  it.each([
    'unshare: fork failed: Resource temporarily unavailable',
    'sh: 1: Cannot fork',
    'tc: Too many open files',
    'nft: Cannot allocate memory',
  ])("does so by a tool's own words, too: %s", (stderr) => {
    expect(explainFailure(failed(stderr))).toMatchObject({ code: 'E_LIMIT', exitCode: 4 });
  });

  it('leaves a LabError as it is, and calls anything else a defect, which never looks like a verdict', () => {
    const own = new LabError('E_USAGE', { message: 'm', why: 'w', mend: 'x' });
    expect(explainFailure(own)).toBe(own);
    expect(explainFailure(new TypeError('x is not a function'))).toMatchObject({
      code: 'E_INTERNAL',
      exitCode: 4,
    });
  });
});
