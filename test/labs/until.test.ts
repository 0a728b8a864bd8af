import { expect, it } from 'vitest';
import { CommandError } from '../../src/host/command-error.ts';
import type { Runner } from '../../src/host/runner.ts';
import { until } from '../../src/labs/until.ts';

/** Succeeds at the given call, counted from 1. */
function succeedingAt(call: number): Runner & { calls: number } {
  const runner = {
    calls: 0,
    async run(argv: Parameters<Runner['run']>[0]) {
      runner.calls++;
      if (runner.calls >= call) return { stdout: '', stderr: '' };
      const ended = { exitCode: 1, signal: null, timedOut: false };
      throw new CommandError({ argv, ...ended, stdout: '', stderr: 'not yet' });
    },
  };
  return runner as unknown as Runner & { calls: number };
}

it('asks until the command succeeds, and no more', async () => {
  const runner = succeedingAt(3);
  await until(runner, ['true']);
  expect(runner.calls).toBe(3);
});

it('ends with the failure of the command when it is broken off', async () => {
  const runner = succeedingAt(3);
  await expect(until(runner, ['true'], AbortSignal.abort())).rejects.toThrow(CommandError);
  expect(runner.calls).toBe(1);
});
