import { afterEach, describe, expect, it } from 'vitest';
import type { ResultDocument, RunDocument } from '../../src/report/run-document.ts';
import { cli, ROOT, run, startCli } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

const NODE = 'cni-lab.many.node1';

async function results(...args: string[]): Promise<readonly ResultDocument[]> {
  const { stdout } = await cli(['verify', ...args, '--json']);
  const { results: found } = JSON.parse(stdout) as RunDocument;
  if (!found) throw new Error(`no results, but ${stdout}`);
  return found;
}

/** The verdicts that are not a pass, by the pairs' numbers. */
function bad(all: readonly ResultDocument[]) {
  return all
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ pair, verdict }) => [pair, verdict]);
}

describe.skipIf(CANNOT_RUN)('verify --pairs', () => {
  afterEach(async () => {
    await cli(['down', '--all']);
    expect(leftovers()).toEqual([]);
  });

  it.each([
    ['cilium/same-node', 20, 'tap', []],
    ['cilium/same-node', 5, 'tcpdump', []],
    ['cilium/same-node-legacy', 20, 'tcpdump', []],
    ['cilium/same-node-legacy', 5, 'tap', ['--probe', 'udp']],
    ['linux/bridge', 20, 'tap', []],
    ['linux/bridge', 5, 'tcpdump', ['--probe', 'tcp']],
    ['cilium/same-node', 5, 'tap', ['--family', '6']],
    ['flannel/same-node', 5, 'tap', ['--family', '6']],
    ['kindnet/same-node', 5, 'tap', []],
  ] as const)('is content with %s, %i times, by %s %j', async (name, n, engine, more) => {
    const all = await results(name, '--pairs', String(n), '--engine', engine, ...more);
    expect(bad(all)).toEqual([]);
    expect(all.map(({ pair }) => pair)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
    for (const { probe, taps, engine: by, findings } of all) {
      expect(findings).toEqual([]);
      expect(probe?.answered).toBe(3);
      expect(by).toEqual({ by: engine });
      expect(taps.length).toBeGreaterThan(3);
    }
    const own = all.flatMap(({ taps }) => taps.filter(({ tap }) => tap !== 'node1/cni0'));
    expect(new Set(own.map((tap) => `${tap.namespace} ${tap.ifindex}`)).size).toBe(own.length);
    expect(new Set(all.flatMap(({ taps }) => taps.map(({ pcap }) => pcap))).size).toBe(
      all.flatMap(({ taps }) => taps).length,
    );
    expect(all[0]!.identified.map((guess) => guess.datapath)).toContain(name);
  });

  it('fails every pair of what is not so', async () => {
    const args = ['cilium/same-node', '--lab', 'cilium/same-node-legacy', '--pairs', '5'];
    const { code, stdout } = await cli(['verify', ...args, '--engine', 'tap']);
    expect(stdout).toMatch(
      /^FAIL cilium\/same-node held against a lab of cilium\/same-node-legacy:/,
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('same-node-legacy: 5 pairs fail');
    expect(stdout).toMatch(/\n {2}this is {2}[^:]*cilium\/same-node-legacy/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(code).toBe(1);
  });

  it('says which pair is not as it should be, and of the others that they are', async () => {
    const args = ['verify', '--pairs', '5', '--engine', 'tap'];
    expect((await cli([...args, '--keep', '--name', 'many'])).code).toBe(0);
    const detached = await run('tc', ['-n', NODE, 'filter', 'del', 'dev', 'lxc1-2', 'ingress']);
    expect(detached.code).toBe(0);
    const [second, ...more] = (await results('--name', 'many', '--engine', 'tap')).filter(
      ({ verdict }) => verdict !== 'pass',
    );
    expect(more).toEqual([]);
    expect(second).toMatchObject({ pair: 2, verdict: 'fail' });
    expect(second!.findings.map(({ code, tap, leg }) => [code, tap, leg])).toEqual(
      expect.arrayContaining([
        ['programs', 'pod1/lxc', null],
        ['unexpected', 'pod2/lxc', 'request'],
      ]),
    );
    const unrouted = await run('ip', ['-n', NODE, 'route', 'del', '10.244.128.5']);
    expect(unrouted.code).toBe(0);
    const { code, stdout } = await cli(['verify', '--name', 'many']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL cilium\/same-node: 3 of 5 pairs pass, 2 fail\n/);
    expect(stdout).toContain('\nFAIL cilium/same-node pair 2\n');
    expect(stdout).toContain('\nFAIL cilium/same-node pair 4\n');
    expect(stdout).not.toContain('pair 3');
  });

  it('notices that what one pair sends can be seen at taps of another', async () => {
    const args = ['linux/bridge', '--engine', 'tap'];
    await cli(['verify', ...args, '--pairs', '3', '--keep', '--name', 'many']);
    // a switch that remembers nothing sends all to all
    await run('ip', ['-n', NODE, 'link', 'set', 'cni0', 'type', 'bridge', 'ageing_time', '0']);
    await run('ip', ['netns', 'exec', NODE, 'bridge', 'fdb', 'flush', 'dev', 'cni0']);
    const all = await results(...args, '--name', 'many');
    expect(bad(all)).toEqual([1, 2, 3].map((pair) => [pair, 'fail']));
    for (const { pair, findings } of all) {
      const others = [1, 2, 3].filter((other) => other !== pair);
      const seen = findings.filter(({ code }) => code === 'unexpected').map(({ tap }) => tap);
      expect(seen).toEqual(
        expect.arrayContaining(others.map((other) => `pair ${other} pod1/eth0`)),
      );
      expect(findings.map(({ tap }) => tap)).not.toContain(`pair ${pair} pod1/eth0`);
    }
  });

  it('leaves a lab of pairs to who asks for it, and nobody else', async () => {
    await cli(['verify', '--pairs', '4', '--engine', 'tap', '--keep', '--name', 'many']);
    expect(await cli(['verify', '--name', 'many', '--pairs', '3'])).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('it was made with 4') },
    });
    expect(await results('--name', 'many', '--engine', 'tap')).toHaveLength(4);
    const identified = await cli(['identify', '--name', 'many', '--json']);
    expect(identified.stdout).toContain('cilium/same-node');
    expect((await cli(['exec', 'pod1', '--name', 'many', '--', 'true'])).code).toBe(0);
  });

  it.each([
    [['kube-proxy/iptables', '--pairs', '2'], /asks a service.*cilium\/same-node, /s],
    [['--pairs', '2', '--trace'], /--trace/],
    [['--pairs', '2', '--backend', 'kind'], /cluster/],
    [['--pairs', '0'], /0/],
  ])('refuses %j and says why', async (args, why) => {
    const { code, stderr } = await cli(['verify', ...args]);
    expect(code).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(why);
  });

  it('leaves nothing when it is interrupted or killed, at any moment', async () => {
    for (const [moment, signal] of MOMENTS) {
      const args = ['verify', '--pairs', '20', '--engine', 'tap', '--count', '30'];
      const { child, ended } = startCli(args);
      await new Promise((resolve) => setTimeout(resolve, moment));
      child.kill(signal);
      const { code } = await ended;
      if (signal === 'SIGKILL') expect((await cli(['down', '--all'])).code).toBe(0);
      else expect([130, null, 0]).toContain(code); // null: node had no handler yet
      expect({ moment, signal, left: leftovers() }).toEqual({ moment, signal, left: [] });
    }
  });
});

/** From before anything is made to the judging. */
const MOMENTS = [150, 300, 450, 600, 800, 1100, 1500, 2000].flatMap((moment) =>
  (['SIGINT', 'SIGKILL'] as const).map((signal) => [moment, signal] as const),
);

describe.skipIf(CANNOT_RUN)('places', () => {
  it('refuses what it does not know', async () => {
    const places = `${ROOT}/dist/places-${process.arch}`;
    expect((await run(places, [])).code).toBe(2);
    const absent = await run(places, ['links', 'cni-lab.none.node1']);
    expect(absent).toMatchObject({ code: 1, stderr: expect.stringContaining('No such file') });
  });
});
