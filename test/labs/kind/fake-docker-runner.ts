import { vi } from 'vitest';
import type { Argv, RunOptions } from '../../../src/host/runner.ts';

/** What programs that speak to Docker do: `vi.mock` src/host/local-runner.ts with this. */
export const run = vi.fn(async (_argv: Argv, _options?: RunOptions) => ({
  stdout: '',
  stderr: '',
}));

const runner = { run, start: vi.fn(), argv: (argv: Argv) => argv };
export const localRunner = runner;
export const localRunnerWith = () => runner;
