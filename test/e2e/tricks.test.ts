import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AS_NOBODY } from './support/capabilities.ts';
import { type CliOptions, cli, run, scratchFolder } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

async function errorOf(args: readonly string[], options: CliOptions = {}) {
  const { stdout, code } = await cli([...args, '--json'], options);
  return { ...JSON.parse(stdout).error, exit: code };
}

/** Files and folders that somebody else than their owner may read, write or enter; daemons' sockets are in such folders. */
async function openToOthers(folder: string): Promise<string> {
  return (await run('find', [folder, '-type', 'f,d', '-perm', '/077'])).stdout;
}

describe('a name', () => {
  it.each([['verify'], ['up'], ['down'], ['identify'], ['inspect'], ['trace']])(
    'in %s leads nowhere else',
    async (command) => {
      for (const name of ['../../x', '..', 'a/b', 'a.b', '/etc/passwd', 'x\n']) {
        const error = await errorOf([command, `--name=${name}`]);
        // an empty one is none
        if (name === '') continue;
        expect(error, `${command} ${name}`).toMatchObject({ code: 'E_BAD_NAME', exit: 2 });
      }
      expect(leftovers()).toEqual([]);
    },
  );

  it("of a datapath of the user's leads nowhere else, nor do those of its taps", async () => {
    const cwd = scratchFolder();
    const { stdout } = await cli(['list', '--export', 'linux/veth']);
    writeFileSync(join(cwd, 'own.yaml'), stdout);
    expect((await cli(['explain', 'own.yaml'], { cwd })).code).toBe(0);
    expect(stdout).toMatch(/^name: /m);
    for (const name of ['../../x', '/tmp/x', 'linux/../../x']) {
      writeFileSync(join(cwd, 'own.yaml'), stdout.replace(/^name: .*$/m, `name: ${name}`));
      expect(await errorOf(['verify', 'own.yaml'], { cwd })).toMatchObject({
        code: 'E_DATAPATH_FILE',
        exit: 2,
      });
    }
    writeFileSync(join(cwd, 'own.yaml'), stdout.replaceAll('pod1/eth0', '../../x'));
    expect(await errorOf(['verify', 'own.yaml'], { cwd })).toMatchObject({
      code: 'E_DATAPATH_FILE',
      exit: 2,
    });
    expect(readdirSync(cwd)).toEqual(['own.yaml']);
  });
});

describe.skipIf(CANNOT_RUN)('a link that somebody planted', () => {
  it('in place of the run folder, or in it, is not written through', async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, 'else'));
    symlinkSync(join(cwd, 'else'), join(cwd, 'out'));
    const error = await errorOf(['verify', 'linux/veth', '--out', 'out'], { cwd });
    expect(error).toMatchObject({ code: 'E_OUT_UNWRITABLE', exit: 2 });
    expect(error.why).toContain('is a symbolic link');
    expect(readdirSync(join(cwd, 'else'))).toEqual([]);

    mkdirSync(join(cwd, 'run'));
    writeFileSync(join(cwd, 'mine'), 'mine');
    symlinkSync(join(cwd, 'mine'), join(cwd, 'run/run.json'));
    expect(await errorOf(['verify', 'linux/veth', '--out', 'run'], { cwd })).toMatchObject({
      code: 'E_OUT_UNWRITABLE',
      why: expect.stringContaining('run/run.json is a symbolic link'),
    });
    expect(readFileSync(join(cwd, 'mine'), 'utf8')).toBe('mine');
    expect(leftovers()).toEqual([]);
  });

  it("in place of what is kept of labs, or another's folder there, is not believed", async () => {
    const TMPDIR = scratchFolder();
    chmodSync(TMPDIR, 0o1777);
    const env = { TMPDIR, XDG_RUNTIME_DIR: undefined };
    const planted = join(TMPDIR, 'cni-lab-65534');
    const nobody = { prefix: AS_NOBODY, cwd: '/tmp', env };
    mkdirSync(planted); // root's
    const record = { name: 'x', kept: true, backend: 'cluster', kubeconfig: '/nowhere' };
    writeFileSync(join(planted, 'x.json'), JSON.stringify(record));
    for (const args of [['status'], ['down', '--name', 'x'], ['inspect', '--name', 'x']]) {
      const error = await errorOf(args, nobody);
      expect(error).toMatchObject({ code: 'E_STATE', exit: 2 });
      expect(error.why).toContain('it belongs to uid 0');
    }
    await run('rm', ['-r', planted]);
    symlinkSync('/etc', planted);
    expect(await errorOf(['status'], nobody)).toMatchObject({
      code: 'E_STATE',
      why: expect.stringContaining('a link'),
    });
  });
});

describe.skipIf(CANNOT_RUN)('files', () => {
  it('of labs and runs are for nobody else to read, under any umask', async () => {
    const cwd = scratchFolder();
    const prefix = ['sh', '-c', 'umask 000; exec "$@"', 'sh'];
    expect((await cli(['up', 'calico/bgp', '--name', 'quiet'], { cwd, prefix })).code).toBe(0);
    expect(existsSync('/run/cni-lab/quiet.d/node1-bird/log')).toBe(true);
    expect(await openToOthers('/run/cni-lab')).toBe('');
    await cli(['verify', '--name', 'quiet', '--out', 'run'], { cwd, prefix });
    expect(existsSync(join(cwd, 'run/run.json'))).toBe(true);
    expect(await openToOthers(join(cwd, 'run'))).toBe('');
    expect((await cli(['report', 'run', '--html', 'run.html'], { cwd, prefix })).code).toBe(0);
    expect(await openToOthers(join(cwd, 'run.html'))).toBe('');
    expect((await cli(['down', '--name', 'quiet'])).code).toBe(0);
    expect(leftovers()).toEqual([]);
  });
});

describe.skipIf(CANNOT_RUN)('what others made, and called as ours is', () => {
  const THEIRS = 'cni-lab.theirs.pod1';

  it('is left alone, and is in the way of nobody but of its name', async () => {
    await run('ip', ['netns', 'add', THEIRS]);
    await run('ip', ['netns', 'add', 'cni-lab.Not_a_lab.pod1']);
    try {
      expect(JSON.parse((await cli(['status', '--json'])).stdout).labs).toEqual([]);
      for (const args of [['down'], ['down', '--all'], ['down', '--name', 'theirs']]) {
        expect((await cli(args)).stdout).toBe('nothing to remove\n');
      }
      const error = await errorOf(['up', 'linux/veth', '--name', 'theirs']);
      expect(error).toMatchObject({ code: 'E_NAME_IN_USE', exit: 2 });
      expect(error.why).toContain(THEIRS);
      expect((await run('ip', ['netns', 'exec', THEIRS, 'true'])).code).toBe(0);
      expect(existsSync('/run/netns/cni-lab.Not_a_lab.pod1')).toBe(true);
      const { code } = await cli(['verify', 'linux/veth', '--out', join(scratchFolder(), 'run')]);
      expect(code).toBe(0);
    } finally {
      await run('ip', ['netns', 'del', THEIRS]);
      await run('ip', ['netns', 'del', 'cni-lab.Not_a_lab.pod1']);
    }
    expect(leftovers()).toEqual([]);
  });

  it('ours are known without their record', async () => {
    expect((await cli(['up', 'linux/veth', '--name', 'ours'])).code).toBe(0);
    await run('rm', ['/run/cni-lab/ours.json']);
    expect((await cli(['down', '--all'])).stdout).toBe('removed ours\n');
    await run('rmdir', ['/run/cni-lab']);
    expect(leftovers()).toEqual([]);
  });
});
