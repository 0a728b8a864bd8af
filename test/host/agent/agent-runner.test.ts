import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentRunner } from '../../../src/host/agent/agent-runner.ts';
import { CommandError } from '../../../src/host/command-error.ts';
import type { Argv } from '../../../src/host/runner.ts';
import { anyText } from './any-text.ts';
import { SHELLS } from './every-shell.ts';
import { marked, until, zombiesOf } from './processes.ts';
import { localAgent, newMark, skipWithout } from './shells.ts';

const sh = (script: string, ...args: string[]): Argv => ['sh', '-c', script, 'sh', ...args];

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function linesOf(stream: AsyncIterable<string>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of stream) lines.push(line);
  return lines;
}

/** The first line, while the program goes on. */
async function firstLine(stream: AsyncIterable<string>): Promise<string | undefined> {
  for await (const line of stream) return line;
  return undefined;
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

describe.each(SHELLS)('an agent runner through $name', (shell) => {
  const mark = newMark();
  let agent: AgentRunner;

  beforeAll(async () => {
    if (shell.argv) agent = await localAgent(shell, { mark });
  });
  beforeEach((context) => skipWithout(shell, context));
  afterAll(() => agent?.close());

  it('gives what a program prints', async () => {
    expect(await agent.run(['echo', 'hello'])).toEqual({ stdout: 'hello\n', stderr: '' });
    expect(await agent.run(['true'])).toEqual({ stdout: '', stderr: '' });
    expect(await agent.run(sh('printf a; printf "b\\nc" >&2'))).toEqual({
      stdout: 'a',
      stderr: 'b\nc',
    });
  });

  it('takes any argument, and runs none', async () => {
    const nasty = fc.constantFrom(
      ...[
        '',
        ' ',
        "'",
        '"',
        '$(touch /tmp/cni-lab-injected)',
        '`id`',
        '\n',
        '\n\n',
        '*',
        '~',
        '-n',
      ],
      ...[
        '%s',
        '\\',
        '\\0101',
        '=x',
        '%x',
        '.',
        '; exit',
        '| cat',
        '&',
        '#',
        '\x7f',
        '\x81\x88',
        'ä€😀',
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(nasty, anyText)), async (args) => {
        const { stdout } = await agent.run(sh(`for a do printf '%s\\0' "$a"; done`, ...args));
        expect(stdout.split('\0').slice(0, -1)).toEqual(args);
      }),
      { numRuns: 30 },
    );
    expect(existsSync('/tmp/cni-lab-injected')).toBe(false);
  });

  it('runs programs, never what the shell has itself', async () => {
    expect((await failureOf(agent.run(['eval', 'echo hello']))).missingTool).toBe('eval');
    expect((await failureOf(agent.run(['-a', 'x', 'echo']))).missingTool).toBe('-a');
    expect((await failureOf(agent.run(['']))).exitCode).toBeNull();
  });

  it('leaves no byte out and changes none', async () => {
    const octal = Array.from(
      { length: 256 },
      (_, byte) => `\\0${byte.toString(8).padStart(3, '0')}`,
    );
    const every = agent.start(sh(`printf %b '${octal.join('')}'`));
    expect(await bytesOf(every.stdout)).toEqual(Buffer.from(octal.map((_, byte) => byte)));
  });

  it('gives random bytes as they are', async () => {
    const file = `/tmp/cni-lab-agent-${mark.slice(-36)}`;
    const sum = sh('head -c 1000000 /dev/urandom >"$1"; sha256sum <"$1"', file);
    const [expected] = (await agent.run(sum)).stdout.split(' ');
    const bytes = await bytesOf(agent.start(['cat', file]).stdout);
    await agent.run(['rm', file]);
    expect(bytes.length).toBe(1_000_000);
    expect(await sha256(bytes)).toBe(expected);
  });

  it('gives standard error line by line, long lines and all bytes too', async () => {
    const long = 'x'.repeat(5000);
    const lines = agent.start(sh('printf "one\\n\\n  two \\303\\244\\n%s\\nlast" "$1" >&2', long));
    expect(await linesOf(lines.stderr)).toEqual(['one', '', '  two ä', long, 'last']);
    const { stderr } = await agent.run(sh('cat >&2'), { input: 'ä\u0081\u0088\t\x01\r\n\\n%s\n' });
    expect(stderr).toBe('ä\u0081\u0088\t\x01\r\n\\n%s\n');
  });

  it('gives output as it comes, while the program goes on', async () => {
    const program = agent.start(sh('echo out; echo err >&2; exec sleep 100'));
    expect(await firstLine(program.stderr)).toBe('err');
    for await (const chunk of program.stdout) {
      expect(Buffer.from(chunk).toString()).toBe('out\n');
      break;
    }
    expect(program.pid).toBeGreaterThan(0);
    program.kill('SIGKILL');
    expect(await program.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });

  it('carries twenty programs side by side', async () => {
    const script =
      'for i in 1 2 3 4 5; do head -c 3000 /dev/zero | tr "\\0" "$1"; echo "$1$i" >&2; done';
    const letters = [...'abcdefghijklmnopqrst'];
    const results = await Promise.all(letters.map((letter) => agent.run(sh(script, letter))));
    results.forEach(({ stdout, stderr }, index) => {
      const letter = letters[index]!;
      expect(stdout === letter.repeat(15_000), letter).toBe(true);
      expect(stderr).toBe([1, 2, 3, 4, 5].map((i) => `${letter}${i}\n`).join(''));
    });
  });

  it('gives a program its input and then the end of it', async () => {
    expect((await agent.run(['cat'], { input: 'a\nb' })).stdout).toBe('a\nb');
    expect((await agent.run(['cat'], { input: '' })).stdout).toBe('');
    expect((await agent.run(['cat'])).stdout).toBe('');
    await agent.run(['true'], { input: 'x'.repeat(200_000) }); // which it does not read
  });

  it('tells an exit code and the last words', async () => {
    const failure = await failureOf(agent.run(sh('echo out; echo why >&2; exit 3')));
    expect(failure).toMatchObject({ exitCode: 3, signal: null, timedOut: false, stdout: 'out\n' });
    expect(failure.stderr).toBe('why');
    expect(failure.argv.slice(0, 3)).toEqual(['at', shell.name, 'sh']);
    expect(failure.missingTool).toBeNull();
    expect((await failureOf(agent.run(sh('exit 127')))).missingTool).toBeNull();
    expect((await failureOf(agent.run(['/']))).exitCode).toBe(126);
  });

  it('tells a tool that is missing', async () => {
    expect((await failureOf(agent.run(['cni-lab-no-such']))).missingTool).toBe('cni-lab-no-such');
    expect((await failureOf(agent.run(['/no/such']))).missingTool).toBe('/no/such');
    const program = agent.start(['cni-lab-no-such', 'x']);
    expect(await bytesOf(program.stdout)).toEqual(Buffer.alloc(0));
    expect((await failureOf(program.ended)).missingTool).toBe('cni-lab-no-such');
  });

  it.each(['SIGTERM', 'SIGKILL', 'SIGUSR1'] as const)('sends %s to the program', async (signal) => {
    const program = agent.start(['sleep', '100']);
    program.kill(signal); // before it can have started
    expect(await program.ended).toEqual({ exitCode: null, signal });
    program.kill(signal);
  });

  it('sends SIGINT to what handles it, and ends what would ignore it', async () => {
    const sleep = agent.start(['sleep', '100']);
    sleep.kill('SIGINT');
    expect(await sleep.ended).toEqual({ exitCode: null, signal: 'SIGTERM' });
    const script =
      'process.on("SIGINT", () => process.exit(5)); setInterval(() => {}, 9); console.error(1)';
    const handles = agent.start([process.execPath, '-e', script]);
    await firstLine(handles.stderr);
    handles.kill('SIGINT');
    expect(await handles.ended).toEqual({ exitCode: 5, signal: null });
  });

  it('lets a program handle a signal and go on', async () => {
    const program = agent.start(
      sh('trap "echo got >&2" USR1; echo ready >&2; while :; do sleep 0.01; done'),
    );
    const lines = program.stderr[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
    for (const _ of [1, 2, 3]) {
      program.kill('SIGUSR1');
      expect((await lines.next()).value).toBe('got');
    }
    program.kill('SIGKILL');
    await program.ended;
  });

  it('kills what takes too long', async () => {
    const begun = Date.now();
    const failure = await failureOf(
      agent.run(sh('echo begun; exec sleep 100'), { timeoutMs: 100 }),
    );
    expect(failure).toMatchObject({ timedOut: true, signal: 'SIGKILL', stdout: 'begun\n' });
    expect(Date.now() - begun).toBeLessThan(2000);
  });

  it('does not wait for what a killed program left behind', async () => {
    const failure = await failureOf(agent.run(sh('sleep 2; true'), { timeoutMs: 50 }));
    expect(failure.timedOut).toBe(true);
  });

  it('ends what is aborted', async () => {
    const abort = new AbortController();
    const running = failureOf(agent.run(['sleep', '100'], { signal: abort.signal }));
    await delay(20);
    abort.abort();
    expect((await running).signal).toBe('SIGKILL');
    await failureOf(agent.run(['true'], { signal: abort.signal }));
  });

  it('refuses an argument that cannot be', async () => {
    expect((await failureOf(agent.run(['echo', 'a\0b']))).cause).toBeInstanceOf(TypeError);
  });

  it('takes commands on quickly, and keeps nothing of those that have ended', async () => {
    const runs = 100;
    const begun = performance.now();
    for (let i = 0; i < runs; i++) await agent.run(['true']);
    expect((performance.now() - begun) / runs).toBeLessThan(50); // 3 to 6 ms where nobody else works
    await agent.run(['true']);
    const serving = () => marked(mark);
    await until(() => serving().length <= 3);
    expect(zombiesOf(serving()).length).toBeLessThan(10); // the last ones
  });

  it('carries five megabytes in no time', async () => {
    const begun = performance.now();
    const { stdout } = await agent.run(['head', '-c', '5000000', '/dev/zero']);
    const streamed = await bytesOf(agent.start(['head', '-c', '5000000', '/dev/zero']).stdout);
    expect([stdout.length, streamed.length]).toEqual([5_000_000, 5_000_000]);
    expect(performance.now() - begun).toBeLessThan(8000); // 0.2 and 0.5 s where nobody else works
  });
});

async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
}
