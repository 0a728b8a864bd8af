import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const SYSTEM = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const inSystem = (name: string): Argv | null => {
  const file = SYSTEM.split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  return file ? [file] : null;
};

/** busybox with its own base64, dd, cat, as in a small image: none of the machine's are found first. */
function busybox(): Shell {
  const [file] = inSystem('busybox') ?? [];
  if (!file) return { name: 'busybox', argv: null, path: '' };
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-busybox-'));
  process.on('exit', () => execFileSync('rm', ['-rf', folder]));
  execFileSync(file, ['--install', '-s', folder]);
  return { name: 'busybox', argv: [join(folder, 'sh')], path: folder };
}

export const SHELLS: readonly Shell[] = [
  { name: 'dash', argv: inSystem('dash'), path: SYSTEM },
  { name: 'bash', argv: inSystem('bash'), path: SYSTEM },
  busybox(),
];

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
