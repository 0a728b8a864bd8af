import { randomUUID } from 'node:crypto';
import type { TestContext } from 'vitest';
import { type AgentRunner, agentRunner } from '../../../src/host/agent/agent-runner.ts';
import { spawnedConnection } from '../../../src/host/agent/spawned-connection.ts';
import type { Argv } from '../../../src/host/runner.ts';

/** A shell that a node may have. */
export interface Shell {
  readonly name: string;
  /** Null where it is not installed. */
  readonly argv: Argv | null;
  /** Where its tools are. */
  readonly path: string;
}

/** Where the machine's tools are. */
export const SYSTEM = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The shell that every machine has, for what does not depend on which it is. */
export const ANY_SHELL: Shell = { name: 'sh', argv: ['/bin/sh'], path: SYSTEM };

/** Says why a test of this shell cannot be run. */
export function skipWithout(shell: Shell, context: TestContext): void {
  context.skip(shell.argv === null, `${shell.name} is not installed`);
}

/** Every process of an agent has this in its environment. */
export const newMark = () => `CNI_LAB_TEST_MARK=${randomUUID()}`;

export function environment(shell: Shell, mark = newMark()): NodeJS.ProcessEnv {
  const [key, value] = mark.split('=') as [string, string];
  return { PATH: shell.path, [key]: value };
}

/** An agent on this machine. */
export function localAgent(
  shell: Shell,
  { mark, pingEveryMs }: { mark?: string; pingEveryMs?: number } = {},
): Promise<AgentRunner> {
  return agentRunner(
    async () => spawnedConnection(shell.argv!, environment(shell, mark)),
    shell.name,
    (argv) => ['at', shell.name, ...argv],
    pingEveryMs,
  );
}
