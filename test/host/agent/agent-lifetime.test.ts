import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AgentConnection } from '../../../src/host/agent/agent-connection.ts';
import { type AgentRunner, agentRunner } from '../../../src/host/agent/agent-runner.ts';
import { AgentLost } from '../../../src/host/agent/agent-session.ts';
import { spawnedConnection } from '../../../src/host/agent/spawned-connection.ts';
import { CommandError } from '../../../src/host/command-error.ts';
import type { Argv } from '../../../src/host/runner.ts';
import { SHELLS } from './every-shell.ts';
import { marked, until } from './processes.ts';
import { ANY_SHELL, environment, localAgent, newMark, skipWithout } from './shells.ts';

const rejection = (promise: Promise<unknown>): Promise<CommandError> =>
  promise.then(
    () => expect.unreachable(),
    (error) => error,
  );

/** Two programs, one of each kind, and what becomes of them. */
async function twoPrograms(agent: AgentRunner) {
  const started = agent.start(['sh', '-c', 'echo started >&2; exec sleep 1000']);
  const ran = rejection(agent.run(['sleep', '1000']));
  const lines = started.stderr[Symbol.asyncIterator]();
  await lines.next();
  return {
    async outcome() {
      for await (const _ of started.stdout);
      while (!(await lines.next()).done);
      return [await rejection(started.ended), await ran] as const;
    },
  };
}

function expectLost(error: Error, reason: RegExp): void {
  expect(error).toBeInstanceOf(CommandError);
  expect(error.cause).toBeInstanceOf(AgentLost);
  expect(error.message).toMatch(reason);
}

describe.each(SHELLS)('the life of an agent in $name', (shell) => {
  beforeEach((context) => skipWithout(shell, context));

  it('ends all that it started when it is closed', async () => {
    const mark = newMark();
    const agent = await localAgent(shell, { mark });
    const programs = await twoPrograms(agent);
    expect(marked(mark).length).toBeGreaterThan(4);
    await agent.close();
    expect(await agent.closed).toBeNull();
    for (const error of await programs.outcome()) expectLost(error, /closed/);
    await until(() => marked(mark).length === 0);
    expectLost(await rejection(agent.run(['true'])), /closed/);
  });

  it('leaves nothing when its shell is killed, whichever of its processes it is', async () => {
    for (const which of [0, 1, 2]) {
      const mark = newMark();
      const agent = await localAgent(shell, { mark });
      await until(() => marked(mark).length === 3); // the shell, what serves, what guards
      const victim = marked(mark)[which]!;
      const programs = await twoPrograms(agent);
      process.kill(victim, 'SIGKILL');
      await Promise.race([agent.closed, delay(500)]);
      await agent.close(); // of what guards, nobody has noticed
      for (const error of await programs.outcome()) expectLost(error, /out of reach/);
      await agent.closed;
      await until(() => marked(mark).length === 0);
      expectLost(await rejection(agent.run(['true'])), /out of reach/);
      expectLost(await rejection(agent.start(['true']).ended), /out of reach/);
    }
  });
});

describe('the life of an agent', () => {
  it('ends with the process that opened it, were it by kill -9', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cni-lab-agent-'));
    const bundle = join(folder, 'client.mjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, 'client.ts')],
      ...{ bundle: true, platform: 'node', format: 'esm', outfile: bundle, external: ['vitest'] },
    });
    copyFileSync(
      join(import.meta.dirname, '../../../src/host/agent/agent.sh'),
      join(folder, 'agent.sh'),
    );
    const mark = newMark();
    const client = spawn(process.execPath, [bundle, mark], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(client.stdout, 'data');
    expect(marked(mark).length).toBeGreaterThan(6);
    client.kill('SIGKILL');
    await until(() => marked(mark).length === 0);
    rmSync(folder, { recursive: true });
  });

  it('says why there is no shell', async () => {
    const open = (argv: Argv) =>
      agentRunner(
        async () => spawnedConnection(argv, environment(ANY_SHELL)),
        'node1',
        (argv) => argv,
      );
    await expect(open(['cni-lab-no-such'])).rejects.toThrow(/node1 is out of reach: .*ENOENT/);
    await expect(open(['sh', '-c', 'echo no such container >&2; exit 1'])).rejects.toThrow(
      'node1 is out of reach: no such container',
    );
    await expect(open(['sh', '-c', 'echo what is this; exit 1'])).rejects.toThrow(/what is this/);
    await expect(open(['sh', '-c', 'sh; true'])).rejects.toThrow(/process group of its own/);
  });

  it('says what its shell lacks', async () => {
    const connection: AgentConnection = {
      write: () => {},
      output: (async function* () {
        yield Buffer.from('lacks base64 (with -w) or dd\n');
      })(),
      closed: new Promise(() => {}),
      close: () => {},
    };
    const agent = agentRunner(
      async () => connection,
      'node1',
      (argv) => argv,
    );
    await expect(agent).rejects.toThrow(/its shell lacks base64/);
  });

  it('notices a stream that is open and dead', async () => {
    const real = spawnedConnection(ANY_SHELL.argv!, environment(ANY_SHELL));
    let dead = false;
    const connection: AgentConnection = {
      ...real,
      write: (text) => {
        if (!dead) real.write(text);
      },
    };
    const agent = await agentRunner(
      async () => connection,
      'node1',
      (argv) => argv,
      20,
    );
    const programs = await twoPrograms(agent);
    dead = true;
    for (const error of await programs.outcome()) expectLost(error, /does not answer/);
    expect(await agent.closed).toBe('it does not answer any more');
  });

  it('ends with a stream that bytes were lost of', async () => {
    const real = spawnedConnection(ANY_SHELL.argv!, environment(ANY_SHELL));
    const connection: AgentConnection = {
      ...real,
      output: (async function* () {
        for await (const bytes of real.output) {
          yield Buffer.from(
            Buffer.from(bytes)
              .toString('latin1')
              .replace(/^e (?=.*stop)/m, ''),
          );
        }
      })(),
    };
    const agent = await agentRunner(
      async () => connection,
      'node1',
      (argv) => argv,
    );
    const programs = await twoPrograms(agent);
    void rejection(agent.run(['sh', '-c', 'echo stop >&2']));
    for (const error of await programs.outcome()) expectLost(error, /no frame/);
  });
});
