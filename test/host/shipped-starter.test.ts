import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { childEnvironment } from '../../src/host/environment.ts';
import { runnerBy } from '../../src/host/local-runner.ts';
import { shippedStarter } from '../../src/host/shipped-starter.ts';
import { builtStarter } from './built-starter.ts';

const shipped = vi.hoisted(() => ({ file: null as string | null, asked: [] as string[] }));
vi.mock('../../src/host/shipped-file.ts', () => ({
  shippedFileIfThere: (name: string) => {
    shipped.asked.push(name);
    return shipped.file;
  },
}));

const env = childEnvironment(process.env);
const runner = () => runnerBy(shippedStarter(env));

/** Which process starts programs. */
const parent = async ({ run }: ReturnType<typeof runner>) =>
  Number((await run(['sh', '-c', 'echo $PPID'])).stdout);

describe.skipIf(process.platform !== 'linux')('programs are started', () => {
  const file = builtStarter();

  it('by the starter, one for all, from first use on', async () => {
    shipped.file = file;
    const before = childrenOfThis();
    const one = runner();
    expect(childrenOfThis()).toEqual(before);
    const pids = [await parent(one), await parent(one)];
    expect(pids[0]).not.toBe(process.pid);
    expect(pids[1]).toBe(pids[0]);
    expect(childrenOfThis()).toEqual([...before, pids[0]]);
    expect(shipped.asked).toEqual([`starter-${process.arch}`]);
  });

  it.each([
    ['is none for this machine', null],
    ['is one that does not run', '/etc/passwd'],
  ])('by node where there %s', async (_, none) => {
    shipped.file = none;
    expect(await parent(runner())).toBe(process.pid);
  });

  it('by node when the starter was killed', async () => {
    shipped.file = file;
    const one = runner();
    const starter = await parent(one);
    process.kill(starter, 'SIGKILL');
    await expect.poll(() => childrenOfThis()).not.toContain(starter);
    expect(await parent(one)).toBe(process.pid);
    expect(await parent(one)).toBe(process.pid);
  });
});

function childrenOfThis(): number[] {
  const text = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'latin1');
  return text.split(' ').filter(Boolean).map(Number);
}
