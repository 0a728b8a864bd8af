import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from './agent/processes.ts';
import { builtStarter } from './built-starter.ts';

const folder = mkdtempSync(join(tmpdir(), 'cni-lab-started-'));
const CLIENT = join(folder, 'client.mjs');

afterAll(() => rmSync(folder, { recursive: true }));
buildSync({
  ...{ entryPoints: [fileURLToPath(new URL('./started-client.ts', import.meta.url))] },
  ...{ outfile: CLIENT, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
});

/** Starts the client; `said` resolves with what it said first, `all` with all that it said. */
function client(what: string, starter: string) {
  const child = spawn(process.execPath, [CLIENT, what, starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more) => {
    text += more;
  });
  return {
    child,
    said: once(child.stdout, 'data').then(([line]) => String(line).trim()),
    all: once(child, 'close').then(([code, signal]) => ({ text, code, signal })),
  };
}

function isThere(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const IS_LINUX = process.platform === 'linux';
const STARTS = [
  ["node's own spawn", ''],
  ['the starter', IS_LINUX ? builtStarter() : ''],
] as const;

describe.skipIf(!IS_LINUX).each(STARTS)('a process that starts programs by %s', (_, starter) => {
  it('ends by itself when nothing runs', async () => {
    expect(await client('nothing-runs', starter).all).toMatchObject({ text: '0\n1\n2\n', code: 0 });
    expect(await client('could-not-start', starter).all).toMatchObject({
      text: 'ENOENT\n',
      code: 0,
    });
  });

  it('goes on as long as something runs, whoever awaits it', async () => {
    expect(await client('nobody-awaits', starter).all).toMatchObject({ text: 'done\n', code: 0 });
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'takes along what goes on when it ends by %s',
    async (signal) => {
      const { child, said, all } = client('goes-on', starter);
      const pids = (await said).split(' ').map(Number);
      expect(pids.map(isThere)).toEqual([true, true, true]);
      child.kill(signal);
      expect(await all).toMatchObject({ code: null, signal });
      await until(() => !pids.some(isThere));
    },
  );

  it('takes it along when it exits', async () => {
    const { said, all } = client('exits', starter);
    const pids = (await said).split(' ').map(Number);
    expect((await all).code).toBe(7);
    await until(() => !pids.some(isThere));
  });
});
