import { describe, expect, it } from 'vitest';
import { CommandError } from '../../src/host/command-error.ts';
import { localRunner } from '../../src/host/local-runner.ts';

describe.skipIf(process.platform !== 'linux')('a program that was started', () => {
  it('can be asked for its complaints when it is long over', async () => {
    const { stdout, stderr, ended } = localRunner.start(['sh', '-c', 'echo one >&2; echo two >&2']);
    for await (const _ of stdout) {
      // only to its end
    }
    await ended;
    const complaints: string[] = [];
    for await (const line of stderr) complaints.push(line);
    expect(complaints).toEqual(['one', 'two']);
  });
});

describe.skipIf(process.platform !== 'linux')('a program that takes too long', () => {
  // its child outlives it, and holds its pipes open
  const argv = ['sh', '-c', 'echo heard >&2; sleep 20 & wait'] as const;

  it('is given up, whatever it started goes on', async () => {
    const given = await localRunner.run(argv, { timeoutMs: 300 }).catch((error) => error);
    expect(given).toBeInstanceOf(CommandError);
    expect(given).toMatchObject({ timedOut: true, stderr: 'heard' });
  });

  it('is given up when it is aborted, too', async () => {
    const controller = new AbortController();
    const running = localRunner.run(argv, { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(CommandError);
  });
});
