import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../src/host/command-error.ts';
import { childEnvironment } from '../../src/host/environment.ts';
import { runnerBy } from '../../src/host/local-runner.ts';
import type { Argv } from '../../src/host/runner.ts';
import { spawner } from '../../src/host/spawn.ts';
import { Starter } from '../../src/host/starter.ts';
import { anyText } from './agent/any-text.ts';
import { until } from './agent/processes.ts';
import { builtStarter } from './built-starter.ts';

const IS_LINUX = process.platform === 'linux';
const IS_ROOT = process.geteuid?.() === 0;
const HERE = ['nsenter', '--net=/proc/self/ns/net'] as const;
const LONG = 'x'.repeat(200_000);
const ENV = { ...childEnvironment(process.env), CNI_LAB_TEST: 'a b' };

const sh = (script: string, ...args: string[]): Argv => ['sh', '-c', script, 'sh', ...args];

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const failureOf = (promise: Promise<unknown>): Promise<CommandError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => {
      expect(error).toBeInstanceOf(CommandError);
      return error;
    },
  );

/** What a failure has to tell; not by which process. */
function facts({ exitCode, signal, timedOut, stdout, stderr, cause, missingTool }: CommandError) {
  const { code, errno, path } = (cause ?? {}) as NodeJS.ErrnoException;
  return { exitCode, signal, timedOut, stdout, stderr, missingTool, code, errno, path };
}

const stat = (pid: number) => {
  const [state, parent, group, session] = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return { state, parent: Number(parent), group: Number(group), session: Number(session) };
};

const isThere = (pid: number) => {
  try {
    return stat(pid).state !== 'Z';
  } catch {
    return false;
  }
};

const folder = mkdtempSync(join(tmpdir(), 'cni-lab-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = IS_LINUX ? builtStarter() : '';
const starter = IS_LINUX ? Starter.open(file, ENV)! : null;
const STARTS = [
  ["node's own spawn", spawner(ENV)],
  ['the starter', starter?.start ?? spawner(ENV)],
] as const;

describe.skipIf(!IS_LINUX).each(STARTS)('programs that are started by %s', (_, start) => {
  const runner = runnerBy(start);

  it('give what they print', async () => {
    expect(await runner.run(sh('printf a; printf "b\\nc" >&2'))).toEqual({
      ...{ stdout: 'a', stderr: 'b\nc' },
    });
    expect(await runner.run(['true'])).toEqual({ stdout: '', stderr: '' });
  });

  it('are given up with what they said when they take too long, though what they started goes on', async () => {
    const argv = sh('echo heard >&2; sleep 20 & wait');
    const failure = await failureOf(runner.run(argv, { timeoutMs: 300 }));
    expect(failure).toMatchObject({ timedOut: true, signal: 'SIGKILL', stderr: 'heard' });
  });

  it('get any argument and any input', async () => {
    const text = anyText.map((t) => t.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(text), text, async (args, input) => {
        const { stdout } = await runner.run(
          sh('cat; for a do printf "\\0%s" "$a"; done', ...args),
          {
            input,
          },
        );
        expect(stdout.split('\0')).toEqual([input, ...args]);
      }),
      { numRuns: 30 },
    );
  });

  it('get input of megabytes, whether they read it or not; none is empty', async () => {
    const input = 'x'.repeat(3_000_000);
    expect((await runner.run(['wc', '-c'], { input })).stdout.trim()).toBe('3000000');
    expect((await runner.run(['true'], { input })).stdout).toBe('');
    expect((await runner.run(['cat'], { input: '' })).stdout).toBe('');
    expect((await runner.run(['cat'])).stdout).toBe('');
  });

  it('see this environment only, this folder, and no file of ours', async () => {
    const files = ['ls', '/proc/self/fd'] as const;
    const inherited = execFileSync(files[0], [files[1]], { encoding: 'utf8' });
    expect((await runner.run(files)).stdout).toBe(inherited);
    const own = Object.entries(ENV).map(([key, value]) => `${key}=${value}\n`);
    expect((await runner.run(['env'])).stdout).toBe(own.join(''));
    expect((await runner.run(['pwd'])).stdout.trim()).toBe(process.cwd());
  });

  it('have all signals as they are by default', async () => {
    const { stdout } = await runner.run(['grep', '-E', 'Sig(Blk|Ign)', '/proc/self/status']);
    expect(stdout).toBe('SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n');
  });

  it('are in our session and process group, or in one of their own', async () => {
    const ours = stat(process.pid);
    const ids = async (apart: boolean) => {
      const { stdout } = await runner.run(sh('echo $$; cat /proc/$$/stat'), { apart });
      const [pid, line = ''] = stdout.split('\n');
      const [, , group, session] = line.replace(/^.*\) /, '').split(' ');
      return { pid: Number(pid), group: Number(group), session: Number(session) };
    };
    expect(await ids(false)).toMatchObject({ group: ours.group, session: ours.session });
    const { pid, ...own } = await ids(true);
    expect(own).toEqual({ group: pid, session: pid });
  });

  it('tell an exit code, a signal and the last words', async () => {
    const failure = await failureOf(runner.run(sh('echo out; echo why >&2; exit 3')));
    expect(failure.argv[0]).toBe('sh');
    expect(facts(failure)).toMatchObject({ exitCode: 3, signal: null, timedOut: false });
    expect(facts(failure)).toMatchObject({ stdout: 'out\n', stderr: 'why', missingTool: null });
    const killed = await failureOf(runner.run(sh('kill -USR2 $$')));
    expect(facts(killed)).toMatchObject({ exitCode: null, signal: 'SIGUSR2', timedOut: false });
    expect((await failureOf(runner.run(sh('exit 137')))).exitCode).toBe(137);
    expect((await failureOf(runner.run(sh('exit 255')))).exitCode).toBe(255);
  });

  it.each([
    ['what is in no folder', ['cni-lab-no-such'], 'ENOENT', 'cni-lab-no-such'],
    ['what is not there', ['/no/such'], 'ENOENT', '/no/such'],
    ['what is no program', ['/etc/passwd'], 'EACCES', null],
    ['too long a list', ['true', LONG], 'E2BIG', null],
    ['too long a list in a namespace', [...HERE, 'true', LONG], 'E2BIG', null],
  ] as const)('tell why %s cannot start', async (_, argv, code, missing) => {
    const failure = await failureOf(runner.run(argv as unknown as Argv));
    expect(facts(failure)).toMatchObject({
      exitCode: null,
      signal: null,
      code,
      missingTool: missing,
    });
    expect(failure.message).toContain('could not start');
    expect(failure.argv).toEqual(argv);
  });

  it('refuse an argument that cannot be', async () => {
    expect((await failureOf(runner.run(['echo', 'a\0b']))).cause).toBeInstanceOf(TypeError);
    expect(() => runner.start(['echo', 'a\0b'])).toThrow(CommandError);
  });

  it.each([
    [
      ['nsenter', '--net=/run/netns/no-such', 'true'],
      1,
      /^nsenter: cannot open \/run\/netns\/no-such: No such file or directory$/,
    ],
    [
      ['nsenter', '--net=/proc/99999999/ns/net', 'true'],
      1,
      /^nsenter: cannot open \/proc\/99999999\/ns\/net: No such file/,
    ],
    [
      ['nsenter', '--net=/etc/passwd', 'true'],
      1,
      /^nsenter: reassociate to namespace 'ns\/net' failed: Invalid argument$/,
    ],
    [
      ['setpriv', '--pdeathsig', 'KILL', 'no-such'],
      127,
      /^setpriv: failed to execute no-such: No such file or directory$/,
    ],
    [
      ['setpriv', '--pdeathsig', 'KILL', '/etc/passwd'],
      126,
      /^setpriv: failed to execute \/etc\/passwd: Permission denied$/,
    ],
    [
      ['setpriv', '--pdeathsig', 'KILL', 'nsenter', '--net=/no', 'true'],
      1,
      /^nsenter: cannot open \/no: /,
    ],
    [['setpriv', '--pdeathsig'], 1, /setpriv: option '--pdeathsig' requires an argument/],
    [['setpriv', '--no-such', 'true'], 1, /setpriv: unrecognized option '--no-such'/],
    [
      ['nsenter', '--net=/proc/self/ns/net', '--no-such'],
      1,
      /nsenter: unrecognized option '--no-such'/,
    ],
  ] as const)('complain at %j as util-linux does', async (argv, exitCode, stderr) => {
    const failure = await failureOf(runner.run(argv as unknown as Argv));
    expect(facts(failure)).toMatchObject({
      exitCode,
      signal: null,
      stderr: expect.stringMatching(stderr),
    });
  });

  it.skipIf(!IS_ROOT)('enter a network namespace, and say what is missing there', async () => {
    const place = spawn('unshare', ['--net', 'sleep', '1000'], { stdio: 'ignore' });
    try {
      const netns = (pid: number | string) => readlinkSync(`/proc/${pid}/ns/net`);
      await until(() => netns(place.pid!) !== netns('self'));
      const inside = (...argv: string[]) =>
        ['nsenter', `--net=/proc/${place.pid}/ns/net`, ...argv] as unknown as Argv;
      const ask = ['readlink', '/proc/self/ns/net'] as const;
      expect((await runner.run(inside(...ask))).stdout.trim()).toBe(netns(place.pid!));
      expect((await runner.run(ask)).stdout.trim()).toBe(netns('self'));
      const back = inside('nsenter', `--net=/proc/${process.pid}/ns/net`, ...ask);
      expect((await runner.run(back)).stdout.trim()).toBe(netns('self'));
      const failure = await failureOf(runner.run(inside('cni-lab-no-such')));
      expect(facts(failure)).toMatchObject({ exitCode: 127, missingTool: 'cni-lab-no-such' });
      const running = runner.start(inside('sleep', '1000'));
      await until(() => running.pid > 0 && /^sleep/.test(commandLine(running.pid)));
      expect(netns(running.pid)).toBe(netns(place.pid!));
      running.kill('SIGTERM');
      expect(await running.ended).toEqual({ exitCode: null, signal: 'SIGTERM' });
    } finally {
      place.kill('SIGKILL');
    }
  });

  it('leave no byte out and change none, megabytes on both streams at once', async () => {
    const file = join(folder, 'bytes');
    const bytes = randomBytes(20_000_000);
    writeFileSync(file, bytes);
    const running = runner.start(sh('head -c 2000000 /dev/zero >&2 & cat "$1"; wait', file));
    const [stdout, stderr] = await Promise.all([all(running.stdout), all(running.stderr)]);
    expect(Buffer.concat(stdout).equals(bytes)).toBe(true);
    expect(stderr.map((line) => line.length)).toEqual([2_000_000]);
    expect(await running.ended).toEqual({ exitCode: 0, signal: null });
  });

  it('wait while nobody reads, and lose nothing', async () => {
    const runs = [1, 2, 3].map(() => runner.run(['head', '-c', '5000000', '/dev/zero']));
    const quick = runner.run(['echo', 'quick']);
    const until = performance.now() + 300;
    while (performance.now() < until); // we are busy
    const lengths = (await Promise.all(runs)).map(({ stdout }) => stdout.length);
    expect(lengths).toEqual([5_000_000, 5_000_000, 5_000_000]);
    expect((await quick).stdout).toBe('quick\n');
  });

  it('do not disturb one another, many at once', async () => {
    const script = 'for i in 1 2 3; do echo "$1$i"; echo "$1" >&2; done; exit "$1"';
    const codes = Array.from({ length: 60 }, (_, i) => i + 1);
    const failures = await Promise.all(codes.map((i) => failureOf(runner.run(sh(script, `${i}`)))));
    failures.forEach((failure, index) => {
      const i = codes[index]!;
      expect(failure).toMatchObject({ exitCode: i, stdout: `${i}1\n${i}2\n${i}3\n` });
      expect(failure.stderr).toBe(`${i}\n${i}\n${i}`);
    });
  });

  it('end and begin at the same moments, hundreds of them', async () => {
    let left = 500;
    const worker = async () => {
      while (left-- > 0) expect((await runner.run(sh('exec echo a'))).stdout).toBe('a\n');
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  });

  it('are over when nobody holds their output any more', async () => {
    const begun = performance.now();
    const { stdout } = await runner.run(sh('(sleep 0.3; echo late) & echo early'));
    expect(stdout).toBe('early\nlate\n');
    expect(performance.now() - begun).toBeGreaterThan(290);
    const closed = await runner.run(sh('exec >&- 2>&-; sleep 0.05'));
    expect(closed).toEqual({ stdout: '', stderr: '' });
  });

  it('are killed when they take too long', async () => {
    const begun = performance.now();
    const script = sh('echo begun; echo why >&2; exec sleep 100');
    const failure = await failureOf(runner.run(script, { timeoutMs: 100 }));
    expect(facts(failure)).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGKILL' });
    expect(facts(failure)).toMatchObject({ stdout: 'begun\n', stderr: 'why', code: undefined });
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  it('are killed when they are aborted, before or after they began', async () => {
    const abort = new AbortController();
    const running = failureOf(runner.run(['sleep', '100'], { signal: abort.signal }));
    await delay(20);
    abort.abort();
    for (const failure of [
      await running,
      await failureOf(runner.run(['sleep', '100'], { signal: abort.signal })),
    ]) {
      expect(facts(failure)).toMatchObject({ timedOut: false, exitCode: null, signal: 'SIGKILL' });
      expect(failure.cause).toBeUndefined();
    }
  });

  it('leave no listener on the signal that could have aborted them', async () => {
    const abort = new AbortController();
    await runner.run(['true'], { signal: abort.signal });
    await failureOf(runner.run(['no-such'], { signal: abort.signal }));
    let calls = 0;
    const counting = runnerBy((...order) => {
      const child = start(...order);
      return { ...child, kill: () => void calls++ };
    });
    await counting.run(['true'], { signal: abort.signal });
    abort.abort();
    expect(calls).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGUSR1'] as const)('get %s', async (signal) => {
    const running = runner.start(['sleep', '100']);
    running.kill(signal); // at once
    expect(await running.ended).toEqual({ exitCode: null, signal });
    running.kill(signal);
  });

  it('stop and go on', async () => {
    const running = runner.start(
      sh('trap "echo got" USR1; echo ready; while :; do sleep 0.01; done'),
    );
    const chunks = running.stdout[Symbol.asyncIterator]();
    const next = async () => Buffer.from((await chunks.next()).value ?? []).toString();
    expect(await next()).toBe('ready\n');
    running.kill('SIGSTOP');
    await until(() => stat(running.pid).state === 'T');
    running.kill('SIGCONT');
    running.kill('SIGUSR1');
    expect(await next()).toBe('got\n');
    running.kill('SIGKILL');
    await running.ended;
  });

  it('that cannot start have no output', async () => {
    const running = runner.start(['cni-lab-no-such']);
    expect(await all(running.stdout)).toEqual([]);
    expect(await all(running.stderr)).toEqual([
      'setpriv: failed to execute cni-lab-no-such: No such file or directory',
    ]);
    expect(await running.ended).toEqual({ exitCode: 127, signal: null });
  });

  it('leave no zombie and no open file behind', async () => {
    const files = () => readdirSync(`/proc/${parent}/fd`).length;
    const { stdout } = await runner.run(sh('echo $PPID'));
    const parent = Number(stdout);
    const before = files();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        runner.run(i % 2 ? ['true'] : ['no-such'], { input: 'x' }).catch(() => {}),
      ),
    );
    await until(() => files() <= before);
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1');
    for (const child of children.split(' ').filter(Boolean)) {
      expect(stat(Number(child)).state).not.toBe('Z');
    }
  });
});

describe.skipIf(!IS_LINUX)('the starter', () => {
  it('is none where its file is not, or is no program', () => {
    expect(Starter.open('/no/such', ENV)).toBeNull();
    expect(Starter.open('/etc/passwd', ENV)).toBeNull();
  });

  it('takes along what was started when it is killed, and says so of all', async () => {
    const doomed = Starter.open(file, ENV)!;
    const runner = runnerBy(doomed.start);
    const parent = Number((await runner.run(sh('echo $PPID'))).stdout);
    const running = runner.start(['sleep', '1000']);
    const run = failureOf(runner.run(sh('sleep 0.5; true')));
    await until(() => running.pid > 0);
    process.kill(parent, 'SIGKILL');
    for (const failure of [await run, await failureOf(running.ended)]) {
      expect(failure.stderr).toBe('the process that started it was killed');
      expect(failure.missingTool).toBeNull();
    }
    expect(await all(running.stdout)).toEqual([]);
    await until(() => !isThere(running.pid));
    expect(doomed.isLost).toBe(true);
  });

  it('heeds no signal that a terminal sends to all of ours', async () => {
    const runner = runnerBy(starter!.start);
    const parent = Number((await runner.run(sh('echo $PPID'))).stdout);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGTSTP', 'SIGQUIT'] as const) {
      process.kill(parent, signal);
    }
    expect((await runner.run(['echo', 'here'])).stdout).toBe('here\n');
  });
});

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
}
