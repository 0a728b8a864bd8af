import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { ROOT, run, scratchFolder } from '../../e2e/support/cli.ts';

/** Starts a program in a network namespace; it ends with the test at the latest. Resolves when it says something. */
export async function startIn(namespace: string, argv: readonly string[]): Promise<ChildProcess> {
  const child = spawn('ip', ['netns', 'exec', namespace, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  return child;
}

/** Sends these frames by a device, over and over, with so many microseconds between two of them. */
export async function flood(
  namespace: string,
  device: string,
  pauseUs: number,
  frames: readonly Uint8Array[],
): Promise<ChildProcess> {
  const program = join(scratchFolder(), 'flood');
  const source = join(ROOT, 'test/faults/support/flood.c');
  expect(await run('clang', ['-O2', '-o', program, source])).toMatchObject({ code: 0 });
  const hex = frames.map((frame) => Buffer.from(frame).toString('hex'));
  return startIn(namespace, [program, device, String(pauseUs), ...hex]);
}
