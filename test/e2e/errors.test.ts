import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, type CliOptions, cli, ROOT, run, scratchFolder } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

/** The failure, as JSON; and the same as text, which must hold the same words and no stack trace. */
async function failure(args: readonly string[], options: CliOptions = {}) {
  const json = await cli([...args, '--json'], options);
  const text = await cli(args, options);
  const { error } = JSON.parse(json.stdout);
  expect(json.stderr).toBe('');
  expect(text.stdout).toBe('');
  expect(text.stderr).toContain(`error ${error.code}: ${error.message}`);
  expect(text.stderr).toContain(`mend:  ${error.mend.replace(' --json', '')}`);
  expect(text.stderr).not.toMatch(/\n\s+at /);
  expect(text.code).toBe(json.code);
  return { ...error, exit: json.code };
}

describe('a mistake', () => {
  it('in a datapath name gets the nearest names', async () => {
    const error = await failure(['verify', 'cilium/same-nod']);
    expect(error).toMatchObject({ code: 'E_UNKNOWN_DATAPATH', exit: 2, mend: 'cni-lab list' });
    expect(error.why).toContain('cilium/same-node,');
    expect(await failure(['explain', 'bridge'])).toMatchObject({
      why: expect.stringContaining('linux/bridge'),
    });
  });

  it('in the command line is told with exit code 2', async () => {
    for (const args of [
      ['verfy'],
      ['verify', '--cuont', '3'],
      ['verify', '--count', 'three'],
      ['verify', '--probe', 'smoke'],
    ]) {
      expect(await failure(args)).toMatchObject({ code: 'E_USAGE', exit: 2 });
    }
    expect(await failure(['verify', '--cuont', '3'])).toMatchObject({
      why: 'Did you mean --count?',
    });
  });

  it.each([
    ['count: 3\nprobe: {\n', 3],
    ['probe: ping\ncuont: 3\n', 2],
    ['probe: ping\n\ncount: many\n', 3],
    ['- verify\n', 1],
    ['json: perhaps\n', 1],
  ])('in cni-lab.yaml is told with line and column: %j', async (yaml, line) => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'cni-lab.yaml'), yaml);
    const error = await failure(['verify'], { cwd });
    expect(error).toMatchObject({ code: 'E_CONFIG', exit: 2 });
    expect(error.message).toMatch(new RegExp(`^cni-lab\\.yaml:${line}:\\d+: `));
  });

  it('in a lab name never reaches a namespace', async () => {
    for (const name of ['../etc', 'a b', 'A', '-x', 'x'.repeat(33), '$(id)']) {
      expect(await failure(['up', `--name=${name}`])).toMatchObject({
        code: 'E_BAD_NAME',
        exit: 2,
      });
    }
  });

  it('in a capture file is told with the byte where it is', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'bad.pcap'), 'this is no capture file at all');
    expect(await failure(['analyze', 'bad.pcap'], { cwd })).toMatchObject({
      code: 'E_BAD_PCAP',
      exit: 2,
      why: expect.stringContaining('at byte 0'),
    });
    expect(await failure(['analyze', 'absent.pcap'], { cwd })).toMatchObject({
      code: 'E_FILE',
      exit: 2,
    });
  });

  it('about labs that are not there', async () => {
    expect(await failure(['identify'])).toMatchObject({
      code: 'E_NO_SUCH_LAB',
      exit: 2,
      mend: 'cni-lab up',
    });
  });
});

describe.skipIf(CANNOT_RUN)('a machine', () => {
  it('without root gets a command that works as pasted, with node and program by full path', async () => {
    const cwd = '/tmp';
    const error = await failure(['verify', '--count', '1', '--out', '/tmp/with space'], {
      prefix: NOBODY,
      cwd,
    });
    expect(error).toMatchObject({ code: 'E_NOT_ROOT', exit: 3 });
    expect(error.mend).toBe(
      `sudo ${process.execPath} ${CLI} verify --count 1 --out '/tmp/with space' --json`,
    );
    // sudo itself is not installed everywhere; what follows it is what it would run, in its bare environment
    const { code, stdout } = await run(
      'env',
      ['-i', 'sh', '-c', error.mend.replace(/^sudo /, '')],
      scratchFolder(),
    );
    expect(JSON.parse(stdout).verdict).toBe('pass');
    expect(code).toBe(0);
    await run('rm', ['-r', '/tmp/with space']);
  });

  it('without root can still list, explain and analyze', async () => {
    const listed = await cli(['list', '--json'], { prefix: NOBODY, cwd: '/tmp' });
    expect(JSON.parse(listed.stdout).datapaths[0]).toMatchObject({
      runnable: false,
      why: expect.stringContaining('root'),
    });
    expect((await cli(['explain', 'linux/bridge'], { prefix: NOBODY, cwd: '/tmp' })).code).toBe(0);
  });

  it('without root and without a tool is told by set-up exactly what to run', async () => {
    const where = (await run('which', ['clang'])).stdout.trim();
    const script = `mount --bind /dev/null ${where} && exec ${NOBODY.join(' ')} sh ${ROOT}/scripts/setup.sh`;
    const { code, stderr } = await run('unshare', ['-m', 'sh', '-c', script]);
    expect(stderr).toContain(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends clang\n',
    );
    expect(code).toBe(3);
  });

  it('whose reader has seen enough is not answered with an error', async () => {
    const { stdout, stderr } = await run('sh', [
      '-c',
      `${process.execPath} ${CLI} explain linux/bridge | head -n 1`,
    ]);
    expect(stdout).toBe('linux/bridge\n');
    expect(stderr).toBe('');
  });

  it('whose folder cannot be written is told so before a lab is made', async () => {
    const error = await failure(['verify', '--out', '/proc/cni-lab']);
    expect(error).toMatchObject({ code: 'E_OUT_UNWRITABLE', exit: 2 });
    expect(leftovers()).toEqual([]);
  });

  it('leaves no folder behind for a run that came to nothing', async () => {
    const cwd = scratchFolder();
    await cli(['verify', '--timeout', '1', '--count', '1000', '--interval', '100'], { cwd });
    expect(existsSync(join(cwd, 'cni-lab-runs'))).toBe(false);
  });
});
