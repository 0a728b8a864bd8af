import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cliJson, startCli } from './support/cli.ts';
import { expectTidy, expectVerdicts, identified } from './support/expectations.ts';
import { docker, KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { startedBy } from './support/processes.ts';
import { NO_RIG } from './support/rig.ts';

const lab = new KindLab('ptp', '--cni', 'ptp', '--kube-proxy', 'none');
const HERE = ['--backend', 'kind', '--name', lab.name] as const;

const BOTH = { 'linux/ptp': 'pass', 'linux/ptp-cross-node': 'pass' };

describe.skipIf(NO_RIG)('a kind lab with the ptp plugin', () => {
  beforeAll(async () => {
    await lab.raise();
  });
  afterAll(async () => {
    await lab.down();
    expect(leftovers()).toEqual([]);
  });

  it('passes as what it is, on one node and across', async () => {
    const { document, code, ...rest } = await cliJson(['verify', ...HERE, '--all']);
    expectVerdicts(document, BOTH);
    expect(code).toBe(0);
    expect(document.environment.cni).toMatchObject({ name: 'ptp' });
    for (const result of document.results) {
      expect(identified(result)).toContain(result.datapath);
      expect(result.because.length).toBeGreaterThan(0);
    }
    expectTidy({ code, ...rest });
  });

  it('fails as a bridge, and as eBPF host routing', async () => {
    for (const wrong of ['linux/bridge', 'cilium/same-node']) {
      const { document, code } = await cliJson(['verify', wrong, ...HERE]);
      expectVerdicts(document, { [wrong]: 'fail' });
      expect(identified(document.results[0])).toContain('linux/ptp');
      expect(code).toBe(1);
    }
  });

  /** A rule of the node's, as a policy that blocks ICMP would make it. */
  describe.each([
    ['linux/ptp', 'pod2', 'pod2/lxc'],
    ['linux/ptp-cross-node', 'pod3', 'node1/eth0'],
  ])('whose node drops ICMP on the way of %s', (datapath, to, firstMissing) => {
    let rule: string[];
    beforeAll(async () => {
      const [from, target] = [await lab.podAddress('pod1'), await lab.podAddress(to)];
      rule = ['FORWARD', '-p', 'icmp', '-s', from, '-d', target, '-j', 'DROP'];
      await lab.inNode('worker', 'iptables', '-I', ...rule);
    });
    afterAll(async () => {
      await lab.inNode('worker', 'iptables', '-D', ...rule);
    });

    it('is told by the first device that the packets do not reach', async () => {
      const { document, code, ms, ...rest } = await cliJson(['verify', datapath, ...HERE]);
      const [result] = document.results;
      expect(result).toMatchObject({ verdict: 'fail', probe: { answered: 0 } });
      expect(code).toBe(1);
      expect(result.findings.map((f: { tap: string }) => f.tap)).toContain(firstMissing);
      const finding = result.findings.find((f: { tap: string }) => f.tap === firstMissing);
      expect(finding).toMatchObject({ code: 'missing', leg: 'request', seen: 'none' });
      expect(result.findings).toContainEqual(expect.objectContaining({ code: 'not-answered' }));
      expect(identified(result)).toEqual([]);
      expect(ms).toBeLessThan(20_000);
      expectTidy({ code, ms, ...rest });
    });

    it('still lets UDP through', async () => {
      const { document } = await cliJson(['verify', datapath, ...HERE, '--probe', 'udp']);
      expectVerdicts(document, { [datapath]: 'pass' });
    });
  });

  describe('disturbed while the probe is on its way', () => {
    /** Verifies, and does something to the lab as soon as the first pings are sent. */
    async function verifyDuring(datapath: string, disturb: (pid: number) => unknown) {
      const long = ['--count', '300', '--interval', '10', '--json'];
      const { child, ended } = startCli(['verify', datapath, ...HERE, ...long]);
      const pings = () => startedBy(child.pid!, /^ping .*-c 300 /);
      await expect.poll(pings, { timeout: 30_000, interval: 20 }).not.toEqual([]);
      await disturb(child.pid!);
      const { stdout, ...rest } = await ended;
      expect(rest.ms).toBeLessThan(40_000);
      expectTidy({ stdout, ...rest });
      return { document: JSON.parse(stdout), code: rest.code };
    }

    afterEach(async () => {
      expectVerdicts((await cliJson(['verify', ...HERE, '--all'])).document, BOTH);
    });

    it.each([
      ['linux/ptp', 'pod1'],
      ['linux/ptp', 'pod2'],
      ['linux/ptp-cross-node', 'pod3'],
    ])('%s is broken off when %s is deleted', async (datapath, pod) => {
      const { document, code } = await verifyDuring(datapath, () =>
        lab.kubectl('-n', 'cni-lab', 'delete', 'pod', pod, '--now'),
      );
      expect(document.error).toMatchObject({
        code: 'E_LAB_BROKEN',
        why: expect.stringContaining('deleted'),
      });
      expect(code).toBe(4);
    });

    it('is broken off when the node is stopped', async () => {
      const { document, code } = await verifyDuring('linux/ptp', () =>
        docker('stop', '--time', '0', lab.node('worker')),
      );
      expect(document.error).toMatchObject({
        code: 'E_LAB_BROKEN',
        why: expect.stringContaining('restarted'),
      });
      expect(code).toBe(4);
      await lab.raise();
    });

    it('is inconclusive when a capture is killed', async () => {
      const { document, code } = await verifyDuring('linux/ptp', (pid) =>
        process.kill(startedBy(pid, /^tcpdump -i any/)[0]!, 'SIGKILL'),
      );
      expectVerdicts(document, { 'linux/ptp': 'inconclusive' });
      expect(document.results[0].findings[0]).toMatchObject({
        code: 'capture-fault',
        seen: 'tcpdump ended before it was told to',
      });
      expect(code).toBe(4);
    });

    it('fails when a rule of the node drops the rest', async () => {
      const rule = ['FORWARD', '-p', 'icmp', '-s', await lab.podAddress('pod1'), '-j', 'DROP'];
      const { document, code } = await verifyDuring('linux/ptp', () =>
        lab.inNode('worker', 'iptables', '-I', ...rule),
      );
      await lab.inNode('worker', 'iptables', '-D', ...rule);
      expectVerdicts(document, { 'linux/ptp': 'fail' });
      const { findings, probe } = document.results[0];
      expect(findings).toContainEqual(
        expect.objectContaining({ code: 'missing', tap: 'pod2/lxc', leg: 'request' }),
      );
      expect(probe.answered).toBeLessThan(300);
      expect(code).toBe(1);
    });
  });

  it('says that a node is paused, and up lets it go on', async () => {
    await docker('pause', lab.node('control-plane'));
    const { document, code, ms } = await cliJson(['verify', ...HERE]);
    expect(document.error).toMatchObject({
      code: 'E_LAB_BROKEN',
      why: expect.stringContaining(`${lab.node('control-plane')} is paused`),
    });
    expect(code).toBe(4);
    expect(ms).toBeLessThan(10_000);
    await lab.raise();
    expectVerdicts((await cliJson(['verify', ...HERE, '--all'])).document, BOTH);
  });
});
