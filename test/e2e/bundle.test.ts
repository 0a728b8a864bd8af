import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { archive, membersOf, placed } from '../bundle/bundle-file.ts';
import { cli, run, scratchFolder } from './support/cli.ts';
import { keptFolder } from './support/kept-folder.ts';
import { CANNOT_RUN } from './support/root.ts';

const here = keptFolder();
const BUNDLE = join(here, 'lab.tar.gz');

/** On a copy of this machine (an overlay) that no network reaches; nothing done there stays. */
function onCopyOffline(script: string) {
  const raise = [
    'mount --make-rprivate / && mount -t tmpfs none /mnt && cd /mnt && mkdir upper work root',
    'mount -t overlay none -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root',
    'mount -t proc none root/proc && mount --bind /dev root/dev && mount --rbind /sys root/sys',
    'mount -t tmpfs none root/run',
    'exec chroot root sh -euc "$0"',
  ].join(' && ');
  return run('unshare', ['--mount', '--net', 'sh', '-c', raise, script]);
}

beforeAll(async () => {
  const given = ['--tool', '/bin/true', '--chart', join(here, 'cilium-1.0.0.tgz')];
  writeFileSync(join(here, 'cilium-1.0.0.tgz'), 'a chart');
  const made = await cli(['bundle', 'create', BUNDLE, '--without', 'debs', ...given, '--json'], {
    cwd: here,
  });
  expect(made.code, made.stderr).toBe(0);
  const { manifest, sha256 } = JSON.parse(made.stdout);
  expect((await run('sha256sum', [BUNDLE])).stdout).toContain(sha256);
  const kinds = manifest.entries.map(({ kind }: { kind: string }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['script', 'program', 'node', 'tool', 'chart']));
  const absent = manifest.leftOut.map(({ what }: { what: string }) => what);
  expect(absent).toContain('system packages');
  expect(absent).toContain("kind's node image");
});

describe('a bundle', () => {
  it('says what is in it, and changes nothing when dry', async () => {
    const to = join(scratchFolder(), 'to');
    const { code, stdout } = await cli(['bundle', 'load', BUNDLE, '--dry-run', '--to', to]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/program +1 +[\d.]+ MB/);
    expect(stdout).toContain('not in it');
    expect(existsSync(to)).toBe(false);
  });

  it.skipIf(CANNOT_RUN)('is installed, runs from there, and the doctor is content', async () => {
    const folder = scratchFolder();
    const [to, bin] = [join(folder, 'opt'), join(folder, 'bin')];
    const args = ['bundle', 'load', BUNDLE, '--to', to, '--bin', bin, '--json'];
    const loaded = await cli(args);
    expect(loaded.code, loaded.stderr).toBe(0);
    const { checks } = JSON.parse(loaded.stdout);
    expect(checks.filter(({ ok }: { ok: boolean }) => ok === false)).toEqual([]);
    expect(loaded.stderr).toContain(`--chart ${to}/bundle/charts/cilium-1.0.0.tgz`);
    expect(readFileSync(join(bin, 'true'))).toEqual(readFileSync('/bin/true'));

    // with the bundle's own node, where there is none
    const alone = await run('env', [
      '-i',
      'PATH=/usr/sbin:/sbin',
      join(bin, 'cni-lab'),
      '--version',
    ]);
    expect(alone.stderr).toBe('');
    expect(alone.stdout).toMatch(/^\d+\.\d+\.\d+$/m);
    expect((await cli(args)).code).toBe(0); // once more, over itself
    expect(readdirSync(to).sort()).toEqual(['bundle', 'node', 'program']);
  });

  it.skipIf(CANNOT_RUN)('installs itself where cni-lab never was, offline', async () => {
    const { code, stdout, stderr } = await onCopyOffline(
      `cd /tmp && tar xzf ${BUNDLE} && sh cni-lab-bundle/install.sh && /usr/local/bin/cni-lab --version`,
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('embedded labs run here');
    expect(existsSync('/opt/cni-lab')).toBe(false); // it was a copy
  });

  it.skipIf(CANNOT_RUN)('does not install itself with a byte changed', async () => {
    const { code, stderr } = await onCopyOffline(
      `cd /tmp && tar xzf ${BUNDLE} && printf x >>cni-lab-bundle/charts/cilium-1.0.0.tgz
       sh cni-lab-bundle/install.sh && exit 0; code=$?; [ ! -e /opt/cni-lab ] && exit $code`,
    );
    expect(code).toBe(3);
    expect(stderr).toContain('charts/cilium-1.0.0.tgz: FAILED');
  });
});

describe('a bundle that is not as it was made', () => {
  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1000)],
    ['with a byte changed', (bytes: Buffer) => flipped(bytes, Math.floor(bytes.length / 2))],
    ['of something else', () => Buffer.from('#!/bin/sh\necho not a bundle\n')],
  ])('%s is refused', async (_, bend) => {
    const { file, folder } = placed(bend(readFileSync(BUNDLE)));
    const to = join(folder, 'to');
    const { code, stdout, stderr } = await cli(['bundle', 'load', file, '--to', to]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('E_BUNDLE');
    expect(readdirSync(to)).toEqual([]);
  });

  it('with ../ in a path writes nothing outside its folder', async () => {
    const escaping = { header: { name: 'cni-lab-bundle/../../escaped' }, bytes: Buffer.from('x') };
    const { file, folder } = placed(await archive([...membersOf(), escaping]));
    const args = ['bundle', 'load', file, '--to', join(folder, 'to'), '--json'];
    const { code, stdout } = await cli(args);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe('E_BUNDLE');
    expect(readdirSync(folder).sort()).toEqual(['lab.tar.gz', 'to']);
  });

  it('is asked for where there is none', async () => {
    const { code, stderr } = await cli(['bundle', 'load', '/nowhere.tar.gz', '--dry-run']);
    expect(code).toBe(2);
    expect(stderr).toContain('E_FILE');
  });
});

// the packages come from Debian's mirror; without it, the machine that makes bundles has nothing to put in
const mirror = CANNOT_RUN
  ? { code: 1 }
  : await run('apt-get', ['download', '-o', 'APT::Sandbox::User=root', 'socat'], here);

describe.skipIf(mirror.code !== 0)('system packages in a bundle', () => {
  it('come with all that they need, and apt takes what is missing, offline', async () => {
    const file = join(scratchFolder(), 'lab.tar.gz');
    const made = await cli(['bundle', 'create', file, '--packages', 'socat', '--json']);
    expect(made.code, made.stderr).toBe(0);
    const debs = JSON.parse(made.stdout).manifest.entries.filter(
      ({ kind }: { kind: string }) => kind === 'deb',
    );
    const names = debs.map(({ what }: { what: string }) => what.split(' ')[0]);
    expect(names).toEqual(expect.arrayContaining(['socat', 'libc6', 'libssl3']));

    const { code, stdout, stderr } = await onCopyOffline(
      `dpkg --purge --force-depends socat >/dev/null 2>&1; ! command -v socat; rm -f /usr/sbin/policy-rc.d
       ${process.execPath} ${join(import.meta.dirname, '../../bin/cni-lab.js')} bundle load ${file} >/dev/null
       command -v socat; dpkg-query -W -f '\${Status}\\n' socat; ls /usr/sbin/policy-rc.d 2>/dev/null || true`,
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/0 upgraded, 1 newly installed from \d+ packages/);
    expect(stdout).toBe('/usr/bin/socat\ninstall ok installed\n');
  });

  it('are all there: a machine with nothing at all could be given them', async () => {
    const folder = scratchFolder();
    const file = join(folder, 'lab.tar.gz');
    await cli(['bundle', 'create', file, '--packages', 'socat', 'ethtool']);
    await run('tar', ['xzf', file], folder);
    const { stdout, stderr } = await run('sh', [
      '-c',
      `cd "$0" && mkdir -p lists/partial && : >status &&
       echo "deb [trusted=yes] copy:$0/cni-lab-bundle/debs ./" >sources &&
       set -- -o Dir::Etc::sourcelist=$0/sources -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$0/lists \
         -o Dir::State::status=$0/status -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
         -o APT::Sandbox::User=root -o Debug::NoLocking=1 &&
       apt-get "$@" update >/dev/null && apt-get "$@" install --simulate --no-install-recommends socat ethtool`,
      folder,
    ]);
    expect(stdout, stderr).toMatch(/^Inst socat /m);
    expect(stdout).toMatch(/^Inst libc6 /m);
  });

  it('that do not exist are said by apt, and no bundle is left', async () => {
    const file = join(scratchFolder(), 'lab.tar.gz');
    const { code, stderr } = await cli(['bundle', 'create', file, '--packages', 'no-such-thing']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('no-such-thing');
    expect(existsSync(file)).toBe(false);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const bent = Buffer.from(bytes);
  bent[at]! ^= 0xff;
  return bent;
}
