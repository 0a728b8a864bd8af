import { describe, expect, it } from 'vitest';
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
