import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson, startCli } from './support/cli.ts';
import { expectTidy } from './support/expectations.ts';
import { docker, KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { NO_RIG } from './support/rig.ts';

const lab = new KindLab('sweep', '--nodes', '3', '--cni', 'bridge', '--kube-proxy', 'none');
const SWEEP = ['verify', '--backend', 'kind', '--name', lab.name, '--sweep'] as const;
const [CONTROL, WORKER, WORKER2] = ['control-plane', 'worker', 'worker2'].map(
  (role) => `cni-lab-${lab.name}-${role}`,
) as [string, string, string];

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly verdict: string;
  readonly datapath: string;
}

const verdicts = (pairs: readonly Pair[]) =>
  Object.fromEntries(pairs.map(({ from, to, verdict }) => [`${from} ${to}`, verdict]));

/** No pod of a sweep stays: at most it is on its way out. */
async function expectNoSweepPods() {
  const selector = 'app.kubernetes.io/component=sweep-pod';
  const path = '{range .items[*]}{.metadata.name}/{.metadata.deletionTimestamp} {end}';
  const pods = await lab.kubectl('get', 'pods', '-A', '-l', selector, '-o', `jsonpath=${path}`);
  expect(pods.split(' ').filter((pod) => pod.endsWith('/'))).toEqual([]);
}

describe.skipIf(NO_RIG)('a sweep of a kind cluster', () => {
  beforeAll(async () => {
    await lab.raise();
  });
  afterAll(async () => {
    await lab.down();
    expect(leftovers()).toEqual([]);
  });

  it('has every ordered pair of nodes pass as what it is', async () => {
    const { document, code, ...rest } = await cliJson(SWEEP);
    expect(document).toMatchObject({
      schema: 'cni-lab/sweep/1',
      verdict: 'pass',
      tally: { pass: 6, fail: 0, inconclusive: 0, skipped: 0 },
      planned: { rounds: 6, pairs: 6 },
      measured: { rounds: 6, captures: 6 },
    });
    expect(document.nodes.map((n: { node: string }) => n.node)).toEqual([CONTROL, WORKER, WORKER2]);
    for (const { counters } of document.nodes) expect(counters).toMatchObject({ agrees: true });
    for (const pair of document.pairs) expect(pair.datapath).toBe('linux/bridge-cross-node');
    expect(code).toBe(0);
    expectTidy({ code, ...rest });
    await expectNoSweepPods();
  });

  it('has each node by itself, too, with --all, and prints a matrix', async () => {
    const ended = await cli([...SWEEP, '--all']);
    expect(ended.stdout).toMatch(/^PASS sweep of 3 nodes: 9 of 9 pairs pass$/m);
    expect(ended.stdout).toMatch(new RegExp(`^ +2 +✓b +✓a +✓b +${WORKER}$`, 'm'));
    expect(ended.stdout).toMatch(/^ +a +linux\/bridge$/m);
    for (const line of ended.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(ended.code).toBe(0);
    expectTidy(ended);
  });

  it('fails for the pairs whose packets are dropped, and for no others', async () => {
    const cidr = await lab.kubectl('get', 'node', WORKER2, '-o', 'jsonpath={.spec.podCIDR}');
    const rule = ['FORWARD', '-p', 'icmp', '--icmp-type', 'echo-request', '-d', cidr, '-j', 'DROP'];
    await docker('exec', WORKER, 'iptables', '-I', ...rule);
    try {
      const { document, code } = await cliJson(SWEEP);
      expect(code).toBe(1);
      const found = verdicts(document.pairs);
      expect(found[`${WORKER} ${WORKER2}`]).toBe('fail');
      const others = document.pairs.filter((p: Pair) => p.from !== WORKER || p.to !== WORKER2);
      expect(new Set(others.map((p: Pair) => p.verdict))).toEqual(new Set(['pass']));
      const { stdout } = await cli(SWEEP);
      expect(stdout).toContain(`✗ ${WORKER} -> ${WORKER2}`);
      expect(stdout).toContain('5 of 6 pairs pass, 1 fail');
    } finally {
      await docker('exec', WORKER, 'iptables', '-D', ...rule);
    }
  });

  it('leaves out a node that takes no pods, and says why', async () => {
    await lab.kubectl('cordon', WORKER2);
    try {
      const { document, code } = await cliJson(SWEEP);
      expect(verdicts(document.pairs)).toEqual({
        [`${CONTROL} ${WORKER}`]: 'pass',
        [`${WORKER} ${CONTROL}`]: 'pass',
      });
      expect(document.nodes.at(-1)).toMatchObject({
        node: WORKER2,
        skipped: { code: 'E_POD_UNSCHEDULABLE', why: 'it is cordoned' },
      });
      expect(code).toBe(0);
      expect((await cli([...SWEEP, '--strict'])).code).toBe(3);
    } finally {
      await lab.kubectl('uncordon', WORKER2);
    }
  });

  it('prints what it knows when it is interrupted, and leaves nothing', async () => {
    const { child, ended } = startCli([
      ...SWEEP,
      '--count',
      '20',
      '--interval',
      '100',
      '--verbose',
    ]);
    child.stderr?.on('data', (text) => {
      if (String(text).includes('pair 2 of 6')) child.kill('SIGINT');
    });
    const { code, stdout, ...rest } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/[1-5] of 6 pairs pass, [1-5] skipped/);
    expect(stdout).toContain('broken off: interrupted by SIGINT');
    expectTidy({ code, stdout, ...rest });
    await expectNoSweepPods();
  });

  it('does not go with what contradicts it', async () => {
    for (const more of [['--from', 'a', '--to', 'b'], ['--lab', 'linux/ptp'], ['--read-only']]) {
      const { code, stderr } = await cli([...SWEEP, ...more]);
      expect(stderr).toContain('error E_USAGE: --sweep does not go with');
      expect(code).toBe(2);
    }
  });
});
