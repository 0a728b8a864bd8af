import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, cli, scratchFolder } from './support/cli.ts';
import { CANNOT_RUN } from './support/root.ts';

/** Runs it on a terminal of 80 columns and types. */
function typing(command: string, keys: string): Promise<{ code: number | null; shown: string }> {
  const env = 'export LANG=C.UTF-8 TERM=xterm NO_COLOR=1; stty cols 80 rows 24;';
  const line = `${env} cd ${scratchFolder()}; ${process.execPath} ${CLI} ${command}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  child.stdin.write(keys);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, shown })));
}

describe.skipIf(CANNOT_RUN)('demo', () => {
  it('asks the room, does it for real, and says what was right', async () => {
    const { code, shown } = await typing('demo', ` bqrb${' '.repeat(20)}`);
    expect(shown).toContain('4 of 4 right');
    expect(shown).toContain('PASS cilium/same-node');
    expect(code).toBe(0);
  });

  it('is broken off by a key, and leaves nothing', async () => {
    const { code, shown } = await typing('demo', ' bx');
    expect(shown).toContain('E_INTERRUPTED');
    expect(code).toBe(130);
  });

  it('runs by itself from a script, and is recorded as asciinema plays it', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'talk.yaml'), 'steps:\n  - say: Welcome.\n  - demo: linux/veth\n');
    const args = ['demo', '--script', 'talk.yaml', '--auto', '--pace', '0', '--record', 'd.cast'];
    const { stdout, code } = await cli(args, { cwd });
    expect(stdout).toMatch(/^\nWelcome\.\n/);
    expect(stdout).toContain('PASS linux/veth');
    expect(code).toBe(0);
    const [header, ...events] = readFileSync(join(cwd, 'd.cast'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(header!)).toMatchObject({ version: 2, width: 80 });
    const played = events.map((event) => JSON.parse(event)[2]).join('');
    expect(played.replaceAll('\r\n', '\n')).toBe(stdout);
  });

  it('without anybody at the keys says how it goes on by itself', async () => {
    const { stderr, code } = await cli(['demo']);
    expect(stderr).toContain('cni-lab demo --auto');
    expect(code).toBe(2);
  });
});

describe.skipIf(CANNOT_RUN)('quiz', () => {
  it('takes what this machine can run, by chance', async () => {
    const { stdout, code } = await cli([
      'quiz',
      'linux/*',
      '--auto',
      '--pace',
      '0',
      '--questions',
      '2',
    ]);
    expect(stdout.match(/^PASS linux\//gm)).toHaveLength(2);
    expect(stdout).toMatch(/^1\/2 {2}linux\//m);
    expect(code).toBe(0);
  });
});
