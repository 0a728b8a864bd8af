import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { CLI, cli, run, startCli, until } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

describe.skipIf(CANNOT_RUN)('labs that stay up', () => {
  afterEach(async () => {
    await cli(['down', '--all']);
    expect(leftovers()).toEqual([]);
  });

  it('go up, are looked at, used, verified, identified, and go down', async () => {
    const up = await cli(['up', '--name', 'demo']);
    expect(up.stdout).toContain('cni-lab down --name demo');
    expect(up.code).toBe(0);

    const { labs } = JSON.parse((await cli(['status', '--json'])).stdout);
    expect(labs).toMatchObject([
      {
        name: 'demo',
        datapath: 'cilium/same-node',
        state: 'up',
        places: ['node1', 'pod1', 'pod2'],
      },
    ]);

    const exec = await cli([
      'exec',
      'pod1',
      '--name',
      'demo',
      '--',
      'ping',
      '-c',
      '1',
      '10.244.1.12',
    ]);
    expect(exec.stdout).toContain('1 received');
    expect((await cli(['exec', 'pod1', '--', 'sh', '-c', 'exit 7'])).code).toBe(7);

    expect((await cli(['verify'])).code).toBe(0);
    expect((await cli(['verify', 'cilium/same-node-legacy', '--name', 'demo'])).code).toBe(1);
    const { identified } = JSON.parse((await cli(['identify', '--json'])).stdout);
    expect(identified).toEqual(['cilium/same-node']);

    expect((await cli(['down'])).stdout).toBe('removed demo\n');
    expect((await cli(['down'])).stdout).toBe('nothing to remove\n');
  });

  it('are all torn down by down --all, whatever is in them', async () => {
    await cli(['up', 'linux/bridge', '--name', 'one']);
    await cli(['up', 'linux/plain-redirect', '--name', 'two', '--family', '6']);
    const guest = startCli(['exec', 'pod1', '--name', 'one', '--', 'sleep', '60']);
    guest.child.kill('SIGKILL'); // its sleep stays in the namespace
    await guest.ended;
    expect((await cli(['down', '--all', '--json'])).stdout).toContain('"inUse": []');
  });

  it.each(['linux/macvlan-external', 'linux/veth', 'cilium/same-node'])(
    'have the carriers of %s at once: no device has the ifindex of its other end or lower device',
    async (datapath) => {
      await cli(['up', datapath, '--name', 'one']);
      const { labs } = JSON.parse((await cli(['status', '--json'])).stdout);
      for (const place of labs[0].places) {
        const namespace = `cni-lab.one.${place}`;
        const { stdout } = await run('ip', ['-n', namespace, '-j', 'link']);
        for (const link of JSON.parse(stdout)) {
          if (link.link_index !== undefined) expect(link.link_index).not.toBe(link.ifindex);
        }
      }
    },
  );

  it('keep their names to themselves', async () => {
    await cli(['up', '--name', 'demo']);
    const second = await cli(['up', '--name', 'demo', '--json']);
    expect(JSON.parse(second.stdout).error).toMatchObject({
      code: 'E_NAME_IN_USE',
      mend: 'cni-lab down --name demo',
    });
    expect(second.code).toBe(2);
  });

  it('must be named where there are several', async () => {
    await cli(['up', '--name', 'one']);
    await cli(['up', 'linux/bridge', '--name', 'two']);
    const { code, stdout } = await cli(['verify', '--json']);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'E_LAB_AMBIGUOUS',
      mend: 'add --name one',
    });
    expect(code).toBe(2);
    expect((await cli(['verify', '--name', 'two'])).stdout).toContain('PASS linux/bridge');
    expect((await cli(['verify', 'linux/bridge'])).stdout).toContain('PASS linux/bridge');
  });

  it('stay after verify --keep, which says how to remove them', async () => {
    const { stderr } = await cli(['verify', 'linux/bridge', '--keep', '--name', 'kept']);
    expect(stderr).toContain('cni-lab down --name kept');
    expect(JSON.parse((await cli(['status', '--json'])).stdout).labs).toMatchObject([
      { name: 'kept', state: 'up' },
    ]);
  });

  it('are left alone by down --all while another process works on them, unless named', async () => {
    const busy = startCli(['verify', '--name', 'busy', '--count', '400', '--interval', '10']);
    await until(async () => (await cli(['status'])).stdout.includes('busy'), 'the lab is there');
    expect((await cli(['down', '--all'])).stdout).toContain('left busy');
    expect(JSON.parse((await cli(['status', '--json'])).stdout).labs).toMatchObject([
      { name: 'busy', state: 'in use' },
    ]);
    await until(
      async () => JSON.parse((await cli(['status', '--json'])).stdout).labs[0].places.length === 3,
      'all of it',
    );
    expect((await cli(['down', '--name', 'busy'])).stdout).toContain('removed busy');
    const { code } = await busy.ended;
    expect([1, 4]).toContain(code); // broken off under its feet, and never a pass
  });

  it('have a shell', async () => {
    await cli(['up', '--name', 'demo']);
    const typed = `echo 'ip -br address; exit 5' | SHELL=/bin/sh ${process.execPath} ${CLI} shell pod2 --name demo`;
    const { code, stdout } = await run('sh', ['-c', typed]);
    expect(stdout).toContain('10.244.1.12/32');
    expect(code).toBe(5);
  });

  it('of which only the record or only the namespaces are left are removed too', async () => {
    await cli(['up', '--name', 'torn']);
    writeFileSync('/run/cni-lab/torn.json', '{"name":');
    expect(JSON.parse((await cli(['status', '--json'])).stdout).labs).toMatchObject([
      { name: 'torn', state: 'abandoned' },
    ]);
    expect((await cli(['down', '--all'])).stdout).toBe('removed torn\n');
    await cli(['up', '--name', 'torn']);
    for (const place of ['node1', 'pod1', 'pod2'])
      await run('ip', ['netns', 'del', `cni-lab.torn.${place}`]);
    expect((await cli(['down'])).stdout).toBe('removed torn\n');
  });

  it('run in IPv6 too', async () => {
    await cli(['up', '--name', 'six', '--family', '6']);
    const { stdout } = await cli(['exec', 'pod1', '--', 'ping', '-c', '1', 'fd00:10:244:1::12']);
    expect(stdout).toContain('1 received');
    expect((await cli(['verify', '--family', '6', '--probe', 'udp'])).stdout).toContain('IPv6');
  });
});
