import { join, resolve } from 'node:path';
import type { Finding } from '../doctor/check-up.ts';
import { CommandError } from '../host/command-error.ts';
import { localRunner } from '../host/local-runner.ts';

/** What the cni-lab that was just installed says of this machine: it may be newer than this one. */
export async function examineWith(bin: string): Promise<{ checks: Finding[] }> {
  return JSON.parse(await answer(join(resolve(bin), 'cni-lab')));
}

async function answer(program: string): Promise<string> {
  try {
    return (await localRunner.run([program, 'doctor', '--json'], { timeoutMs: 120_000 })).stdout;
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 3) return error.stdout; // something is missing
    throw error;
  }
}
