import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { checkedRun } from '../../support/checked-run.ts';
import { type ChildOutput, outputOf } from '../../support/child-output.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const CLI = join(ROOT, 'bin/cni-lab.js');

/** What captures where a test does not say it: the project's own (vitest.config.ts). */
export const ENGINE = process.env.CNI_LAB_TEST_ENGINE === 'tap' ? 'tap' : 'tcpdump';

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Put before node: `unshare -m ...`. */
  readonly prefix?: readonly string[];
}

/**
 * The built program, as a user starts it, in an empty folder unless told otherwise. A run document that it
 * prints must be by the published schema.
 */
export function startCli(args: readonly string[], options: CliOptions = {}) {
  const [file = '', ...rest] = [
    ...(options.prefix ?? []),
    process.execPath,
    CLI,
    ...byEngine(args),
  ];
  const child = spawn(file, rest, {
    cwd: options.cwd ?? scratchFolder(),
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: outputOf(child).then(checkedRun) };
}

function byEngine(args: readonly string[]): readonly string[] {
  const [command, ...rest] = args;
  if (ENGINE === 'tcpdump' || command !== 'verify' || rest.includes('--engine')) return args;
  return [command, '--engine', ENGINE, ...rest];
}

export async function cli(args: readonly string[], options: CliOptions = {}): Promise<ChildOutput> {
  return startCli(args, options).ended;
}

/** Runs any program to its end. */
export function run(file: string, args: readonly string[], cwd = '/'): Promise<ChildOutput> {
  return outputOf(spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** A folder that is gone when the test has ended. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Waits for a fact. @throws if it does not come true in time */
export async function until(
  fact: () => boolean | Promise<boolean>,
  what: string,
  seconds = 15,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await fact())) {
    if (Date.now() > deadline) throw new Error(`still not true after ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
