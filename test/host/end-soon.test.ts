import { describe, expect, it } from 'vitest';
import { endSoon } from '../../src/host/end-soon.ts';
import { localRunner } from '../../src/host/local-runner.ts';

describe.skipIf(process.platform !== 'linux')('a process that is to end', () => {
  it('does so at its own pace', async () => {
    const process = localRunner.start(['sh', '-c', 'trap "exit 7" INT; echo on; sleep 1 & wait']);
    for await (const _ of process.stdout) break; // it has its trap
    await endSoon(process, 'SIGINT', 10_000);
    expect(await process.ended).toEqual({ exitCode: 7, signal: null });
  });

  it('is killed where it stands still', async () => {
    const process = localRunner.start(['sh', '-c', 'trap "" TERM; echo on; exec sleep 20']);
    for await (const _ of process.stdout) break; // it hears SIGKILL alone
    await endSoon(process, 'SIGTERM', 100);
    expect(await process.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });

  it('may be one that never started', async () => {
    const process = localRunner.start(['cni-lab-no-such-program']);
    await endSoon(process, 'SIGTERM', 10_000);
  });
});
