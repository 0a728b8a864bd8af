import { afterEach, describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../src/report/run-document.ts';
import type { HopRow } from '../../src/trace/row.ts';
import type { TraceDocument } from '../../src/trace/trace-document.ts';
import { cli, run, startCli, until } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

const OURS = ['net_dev_start_x', 'netif_rx', 'netif_receive_s', 'consume_skb', 'kfree_skb'];

/** Programs of ours at the kernel's tracepoints, whoever holds them. */
async function attached(): Promise<string[]> {
  const { stdout } = await run('bpftool', ['-j', 'prog', 'show']);
  const programs = JSON.parse(stdout) as { name?: string; type: string }[];
  return programs.flatMap(({ name, type }) =>
    type === 'tracing' && OURS.includes(name ?? '') ? [name!] : [],
  );
}

async function traced(...args: string[]): Promise<TraceDocument> {
  const { stdout, stderr, code } = await cli(['trace', ...args, '--json']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const hops = ({ legs }: TraceDocument, leg: string): HopRow[] =>
  legs
    .filter((line) => line.leg === leg)
    .flatMap(({ rows }) => rows.filter((row) => row.kind === 'hop'));

const points = (rows: readonly HopRow[]) =>
  rows.map(({ point, device, place }) => `${point} ${device}@${place}`);

async function failure(...args: string[]) {
  const { stdout, code } = await cli(['trace', ...args, '--json']);
  return { ...JSON.parse(stdout).error, exit: code };
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(CANNOT_RUN)('trace in an embedded lab', () => {
  afterEach(async () => {
    await cli(['down', '--all']);
    expect(leftovers()).toEqual([]);
    await until(async () => (await attached()).length === 0, 'no program of ours is attached');
  });

  it('shows that bpf_redirect_peer() hands the packet over: nothing is received in pod2', async () => {
    const trace = await traced('cilium/same-node');
    expect(trace).toMatchObject({
      ...{ schema: 'cni-lab/trace/1', backend: 'netns', tracer: { name: 'bpf' }, rescheduled: 1 },
      trips: [
        { leg: 'request', trips: 1, rescheduled: 1 },
        { leg: 'reply', trips: 1, rescheduled: 1 },
      ],
    });
    const request = hops(trace, 'request');
    expect(points(request)).toEqual([
      ...['net_dev_start_xmit eth0@pod1', 'netif_rx lxc1@node1'],
      ...['netif_receive_skb lxc1@node1', 'consume_skb eth0@pod2'],
    ]);
    expect(new Set(request.map(({ skb }) => skb)).size).toBe(1);
    expect(request.map(({ ttl }) => ttl)).toEqual([64, 64, 64, 63]);
    expect(request.map(({ tap }) => tap?.tap ?? null)).toEqual([
      ...['pod1/eth0', null, 'pod1/lxc', 'pod2/eth0'],
    ]);
    expect(trace.remarks[0]).toContain('netif_receive_skb did not fire for eth0 of pod2');
    expect(hops(trace, 'reply').some(({ isDrop }) => isDrop)).toBe(false);
  });

  it('shows that the host stack has it wait twice', async () => {
    const trace = await traced('cilium/same-node-legacy', '--count', '3');
    expect(trace.trips).toEqual([
      { leg: 'request', trips: 3, rescheduled: 6 },
      { leg: 'reply', trips: 3, rescheduled: 6 },
    ]);
    expect(points(hops(trace, 'request'))).toContain('netif_receive_skb eth0@pod2');
    expect(trace.remarks.join()).not.toContain('did not fire');
  });

  it('shows a drop with its reason, at its place', async () => {
    const trace = await traced('cilium/policy-drop');
    const drops = hops(trace, 'request').filter(({ isDrop }) => isDrop);
    expect(drops).toMatchObject([
      { point: 'kfree_skb', reason: 'TC_INGRESS', place: 'node1', device: 'lxc1' },
    ]);
    expect(hops(trace, 'reply')).toEqual([]);
    expect(trace.remarks[0]).toMatch(/^DROPPED at node1 lxc1: TC_INGRESS/);
  });

  it('shows what a pod does not let out, before it has a device', async () => {
    await cli(['up', '--name', 'wall']);
    const rules =
      'table inet wall { chain c { type filter hook output priority 0; icmp type echo-request drop; }; }';
    await run('ip', ['netns', 'exec', 'cni-lab.wall.pod1', 'nft', rules]);
    const trace = await traced('--name', 'wall');
    expect(hops(trace, 'request')).toMatchObject([
      { point: 'kfree_skb', isDrop: true, reason: 'NETFILTER_DROP', place: 'pod1', device: null },
    ]);
  });

  it('sees packets inside tunnels, and every tap beside a hop', async () => {
    const trace = await traced('flannel/vxlan');
    const request = hops(trace, 'request');
    const onWire = request.filter(({ encapsulation }) => encapsulation.length > 0);
    expect(onWire.map(({ place, device }) => `${place} ${device}`)).toEqual(
      expect.arrayContaining(['node1 eth0', 'node2 eth0']),
    );
    expect(request.flatMap(({ tap }) => tap?.tap ?? []).toSorted()).toEqual(
      [
        ...['pod1/eth0', 'pod1/lxc', 'node1/cni0', 'node1/flannel.1', 'node1/eth0'],
        ...['node2/eth0', 'node2/flannel.1', 'node2/cni0', 'pod2/lxc', 'pod2/eth0'],
      ].toSorted(),
    );
  });

  it.each([
    ['udp', '4'],
    ['tcp', '4'],
    ['ping', '6'],
    ['udp', '6'],
  ])('follows %s over IPv%s, too', async (probe, family) => {
    const count = ['--count', '2'];
    const trace = await traced('cilium/same-node', '--probe', probe, '--family', family, ...count);
    const [request, reply] = trace.trips!;
    expect(request!.trips).toBeGreaterThanOrEqual(2);
    for (const { trips, rescheduled } of [request!, reply!]) expect(rescheduled).toBe(trips);
    expect(hops(trace, 'request').some(({ point }) => point === 'netif_receive_skb')).toBe(true);
    expect([...hops(trace, 'request'), ...hops(trace, 'reply')].some((hop) => hop.isDrop)).toBe(
      false,
    );
  });

  it('uses the lab that is up, and leaves it up', async () => {
    await cli(['up', 'cilium/same-node-legacy', '--name', 'kept']);
    const trace = await traced();
    expect(trace).toMatchObject({ lab: 'kept', promised: 'cilium/same-node-legacy' });
    expect((await cli(['status'])).stdout).toContain('kept');
  });

  it('tells labs with the same addresses apart', async () => {
    const both = await Promise.all(
      ['cilium/same-node', 'cilium/same-node-legacy'].map((name) => traced(name, '--count', '5')),
    );
    expect(both.map(({ trips }) => trips!.map(({ rescheduled }) => rescheduled))).toEqual([
      [5, 5],
      [10, 10],
    ]);
  });

  it('takes no packet of another lab for its own, though it has the address of one that is gone', async () => {
    const args = ['cilium/same-node-legacy', '--probe', 'tcp', '--count', '5'];
    const all = await Promise.all([1, 2, 3, 4].map(() => traced(...args)));
    for (const trace of all) {
      for (const { trips, rescheduled } of trace.trips!) expect(rescheduled).toBe(2 * trips);
      const rows = [...hops(trace, 'request'), ...hops(trace, 'reply')];
      const placeless = rows.filter(({ place }) => place === null);
      expect(placeless.every(({ point }) => /^(consume|kfree)_skb$/.test(point))).toBe(true);
    }
  });

  it('prints text that fits 80 columns', async () => {
    const { stdout } = await cli(['trace', 'flannel/vxlan'], { env: { COLUMNS: '80' } });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^ +tracer +bpf: /m);
  });

  it.each([
    [['cilium/same-node', '--tracer', 'monitor'], 'nothing to monitor in an embedded lab'],
    [['linux/*'], 'trace takes one datapath'],
    [['cilium/same-node', '--backend', 'kind'], 'a live cluster is not made into'],
    [['--backend', 'kind', '--tracer', 'bpf'], 'bpf does not trace a live cluster'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, message: told, exit } = await failure(...args);
    expect([code, exit]).toEqual(['E_USAGE', 2]);
    expect(told).toContain(message);
  });

  it('refuses a probe that the datapath cannot be shown with', async () => {
    const { code, mend, exit } = await failure('cilium/socket-lb', '--probe', 'ping');
    expect([code, exit]).toEqual(['E_WRONG_PROBE', 2]);
    expect(mend).toBe('cni-lab trace cilium/socket-lb --probe tcp');
  });

  it('by pwru says exactly why it cannot, where it cannot', async () => {
    const { stdout, code } = await cli(['trace', '--tracer', 'pwru', '--json']);
    const { error, tracer } = JSON.parse(stdout);
    if (code === 0) expect(tracer.name).toBe('pwru');
    else {
      expect(code).toBe(3);
      expect(['E_TOOL_MISSING', 'E_TOOL_TOO_OLD', 'E_KERNEL_FEATURE']).toContain(error.code);
      expect(error.message).toContain('pwru');
      expect(error.mend).toContain('cni-lab trace --tracer bpf');
    }
  });

  it.each(['cli', 'tracer'] as const)(
    'never leaves programs attached, whenever its %s is killed',
    async (victim) => {
      for (let i = 0; i < 8; i++) {
        const command = i % 2 === 0 ? ['trace'] : ['verify', '--trace'];
        const args = [...command, '--name', 'victim', '--count', '60', '--interval', '10'];
        const { child, ended } = startCli(args);
        if (victim === 'tracer' || i === 0) {
          await until(async () => (await attached()).length > 0, 'programs are attached');
        }
        await after(Math.floor(Math.random() * 400));
        const { stdout } = await run('ip', ['netns', 'pids', 'cni-lab.victim.node1']);
        if (victim === 'cli') child.kill('SIGKILL');
        for (const pid of victim === 'tracer' ? stdout.split('\n').filter(Boolean) : []) {
          const { stdout: name } = await run('cat', [`/proc/${pid}/comm`]);
          if (name.trim() === 'trace') process.kill(Number(pid), 'SIGKILL');
        }
        await ended;
        await until(async () => (await attached()).length === 0, 'they are gone');
        await cli(['down', '--all']);
      }
    },
  );
});

describe.skipIf(CANNOT_RUN)('verify --trace', () => {
  async function verified(...args: string[]): Promise<ResultDocument> {
    return JSON.parse((await cli(['verify', ...args, '--json'])).stdout).results[0];
  }
  const witness = ({ witnesses }: ResultDocument) => witnesses.find(({ name }) => name === 'trace');

  it.each([
    ['cilium/same-node', '1 rescheduling point per trip'],
    ['cilium/same-node-legacy', '2 rescheduling points per trip'],
    ['cilium/cross-node', '2 rescheduling points per trip'],
    ['cilium/cross-node-legacy', '3 rescheduling points per trip'],
  ])('has the kernel count for %s: %s', async (name, words) => {
    const result = await verified(name, '--trace');
    expect(result.verdict).toBe('pass');
    expect(witness(result)).toEqual({
      ...{ name: 'trace', agrees: true, detail: `request ${words}; reply ${words}` },
    });
    const { stdout } = await cli(['verify', name, '--trace']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`trace: request ${words}`);
  });

  it('contradicts the fast path where the slow one is at work', async () => {
    const result = await verified(
      'cilium/same-node',
      '--lab',
      'cilium/same-node-legacy',
      '--trace',
    );
    expect(result.verdict).toBe('fail');
    expect(result.findings).toContainEqual(
      expect.objectContaining({ code: 'rescheduling', seen: '2 rescheduling points per trip' }),
    );
    expect(witness(result)?.agrees).toBe(false);
  });

  it('counts what a datapath does not say, and counts it for nothing', async () => {
    const result = await verified('linux/bridge', '--trace');
    expect(result.verdict).toBe('pass');
    expect(witness(result)).toMatchObject({
      ...{ agrees: null, detail: expect.stringContaining('this datapath does not say how many') },
    });
  });

  it('is asked of nobody without --trace', async () => {
    expect(witness(await verified('cilium/same-node'))).toBeUndefined();
  });
});
