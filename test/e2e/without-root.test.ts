import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { childrenOf } from '../../src/host/process-id.ts';
import { beyondUserNamespace } from '../../src/labs/netns/lab-privilege.ts';
import type { RunDocument } from '../../src/report/run-document.ts';
import { AS_NOBODY } from './support/capabilities.ts';
import { CLI, cli, run, scratchFolder, startCli, until } from './support/cli.ts';
import { HERE } from './support/here.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

const NOBODY = 65534;

/** Those that no user namespace can have, by their topologies. */
const BEYOND = CATALOGUE.filter(({ topology }) => beyondUserNamespace(topology(4)) !== null);
const names = (datapaths: readonly { name: string }[]) => datapaths.map(({ name }) => name).sort();

/** A user who is not root, in a folder where they may write. */
function nobody() {
  const cwd = scratchFolder();
  chmodSync(cwd, 0o777);
  return { cwd, prefix: AS_NOBODY };
}

/** Everything that runs as that user; what has ended, and nobody has asked how, has no arguments. */
function processesOfNobody(): string[] {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && uidOf(pid) === NOBODY && commandOf(pid) !== '',
  );
}

function uidOf(pid: string): number | null {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return null;
  }
}

describe.skipIf(CANNOT_RUN)('without root', () => {
  it('every datapath that needs no BPF passes; the others are skipped, with the reason', async () => {
    const where = nobody();
    const { stdout, stderr } = await cli(['verify', '--all', '--jobs', '2', '--json'], where);
    const { results, folder } = JSON.parse(stdout) as RunDocument;
    expect(results.map((r) => r.datapath).sort()).toEqual(names(CATALOGUE));
    const of = (verdict: string) =>
      results.flatMap((r) => (r.verdict === verdict ? [r.datapath ?? ''] : [])).sort();
    const able = HERE.filter((one) => !BEYOND.includes(one));
    expect(able.length).toBeGreaterThan(40);
    expect(of('pass'), stderr).toEqual(names(able));
    expect(of('skipped')).toEqual(names(CATALOGUE.filter((one) => !able.includes(one))));
    for (const { datapath, verdict, taps, error } of results) {
      if (verdict !== 'skipped') continue;
      expect(taps).toEqual([]);
      const isBeyond = BEYOND.some(({ name }) => name === datapath);
      if (isBeyond)
        expect(error).toMatchObject({
          code: 'E_NOT_ROOT',
          why: expect.stringContaining('user namespace'),
        });
    }
    // their own, as if the lab had been theirs all along
    expect(statSync(join(where.cwd, folder!)).uid).toBe(NOBODY);
    expect(readFileSync(join(where.cwd, folder!, 'run.json'), 'utf8').length).toBeGreaterThan(1000);
    expect(leftovers()).toEqual([]);
    expect(processesOfNobody()).toEqual([]);
  }, 240_000);

  it('says so in a line, and skipped is a failure if it is asked to be', async () => {
    const { code, stdout, stderr } = await cli(['verify', 'linux/bridge'], nobody());
    expect(stdout).toMatch(/^PASS +linux\/bridge/);
    expect(stderr).toBe('not root: in a user namespace, without BPF; all of it ends with this\n');
    expect(code).toBe(0);
    const strict = ['verify', 'linux/bridge', 'cilium/same-node', '--strict', '--quiet'];
    const both = await cli(strict, nobody());
    expect(both.stderr).toBe('');
    expect(both.code).not.toBe(0);
  });

  it.each(['udp', 'tcp'])('sends %s over IPv6, too', async (probe) => {
    const args = ['verify', 'linux/bridge', '--probe', probe, '--family', '6', '--quiet'];
    expect((await cli(args, nobody())).code).toBe(0);
  });

  it('identifies a lab, and gives a demo of one', async () => {
    const named = await cli(['identify', '--lab', 'linux/bridge', '--json'], nobody());
    expect(JSON.parse(named.stdout).identified).not.toEqual([]);
    const shown = await cli(['demo', 'linux/bridge', '--auto', '--pace', '0'], nobody());
    expect(shown.code, shown.stderr).toBe(0);
  });

  it('list says which run so, in general and here', async () => {
    const { datapaths } = JSON.parse((await cli(['list', '--json'], nobody())).stdout);
    for (const { name, withoutRoot, runnable, why } of datapaths) {
      expect(withoutRoot, name).toBe(!BEYOND.some((one) => one.name === name));
      expect(runnable, name).toBe(withoutRoot && HERE.some((one) => one.name === name));
      if (!withoutRoot) expect(why).toMatch(/^this lab needs root, for it has /);
    }
    const { stdout } = await cli(['list'], nobody());
    expect(stdout).toMatch(/linux\/bridge +netns, kind, cluster +without root\n/);
    expect(stdout).not.toMatch(/cilium\/same-node .*without root\n/);
  });

  it('doctor says whether the kernel allows it', async () => {
    const { stdout, code } = await cli(['doctor'], nobody());
    expect(stdout).toMatch(/✓ +user namespaces +labs without BPF run without root, too/);
    expect(stdout).toMatch(/✗ +capabilities +labs need root, or CAP_NET_ADMIN/);
    expect(stdout).toContain('embedded labs without BPF run here');
    expect(code).toBe(3);
  });

  it('where the kernel allows no user namespaces, doctor says which switch it is, and a lab wants root', async () => {
    const limit = '/proc/sys/user/max_user_namespaces';
    // in a user namespace of its own the limit is its own, too: the machine's stays as it is
    const own = [...AS_NOBODY, 'unshare', '--user', '--map-current-user', '--keep-caps'];
    const none = ['setpriv', '--inh-caps', '-all', '--ambient-caps', '-all'];
    const shut = [...own, 'sh', '-c', `echo 0 >${limit}; exec "$@"`, 'sh', ...none];
    const before = readFileSync(limit, 'utf8');
    const { checks } = JSON.parse(
      (await cli(['doctor', '--json'], { ...nobody(), prefix: shut })).stdout,
    );
    expect(checks.find((c: { name: string }) => c.name === 'user namespaces')).toMatchObject({
      ok: null,
      found: expect.stringContaining(`${limit} is 0`),
      mend: 'sudo sysctl -w user.max_user_namespaces=15000',
    });
    const { code, stderr } = await cli(['verify', 'linux/bridge'], { ...nobody(), prefix: shut });
    expect(stderr).toMatch(/^error E_NOT_ROOT: labs need root, or CAP_NET_ADMIN/);
    expect(code).toBe(3);
    expect(readFileSync(limit, 'utf8')).toBe(before);
  });

  it('a lab that stays up wants root', async () => {
    for (const args of [
      ['up', 'linux/bridge'],
      ['verify', 'linux/bridge', '--keep'],
    ]) {
      const { code, stderr } = await cli(args, nobody());
      expect(stderr).toContain('error E_NOT_ROOT: labs need root, or CAP_NET_ADMIN, ');
      expect(stderr).toContain(`mend:  sudo ${process.execPath} ${CLI} ${args.join(' ')}`);
      expect(code).toBe(3);
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends it as it does with root', async (signal) => {
    const { child, ended } = startCli(
      ['verify', 'linux/bridge', '--count', '500', '--json'],
      nobody(),
    );
    await until(() => captures() > 0, 'it captures');
    child.kill(signal);
    const { code, stdout } = await ended;
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'E_INTERRUPTED' });
    expect(code).toBe(130);
    expect(processesOfNobody()).toEqual([]);
  });

  it('killed, it takes all along: daemons, captures, namespaces', async () => {
    const { child, ended } = startCli(['verify', 'calico/bgp', '--count', '500'], nobody());
    await until(() => captures() > 0, 'it captures');
    expect(childrenOf(child.pid!)).not.toEqual([]);
    child.kill('SIGKILL');
    await ended;
    await until(() => processesOfNobody().length === 0, 'nothing of it runs');
    expect(leftovers()).toEqual([]);
  });

  it('of a lab that root has up others learn that it is there, and what they lack', async () => {
    expect((await cli(['up', 'linux/bridge', '--name', 'roots'])).code).toBe(0);
    for (const args of [
      ['exec', 'pod1', '--', 'true'],
      ['down'],
      ['down', '--name', 'roots'],
      ['down', '--all'],
    ]) {
      const { code, stderr } = await cli(args, nobody());
      expect(stderr, args.join(' ')).toMatch(/^error E_NOT_ROOT: labs need root, or CAP_/);
      expect(code).toBe(3);
    }
    expect(existsSync('/run/netns/cni-lab.roots.pod1')).toBe(true);
    expect((await cli(['down', '--name', 'roots'])).code).toBe(0);
    expect((await run('ip', ['netns'])).stdout).not.toContain('cni-lab.');
  });
});

/** How many captures run as that user. */
function captures(): number {
  return processesOfNobody().filter((pid) => commandOf(pid).startsWith('tcpdump')).length;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
