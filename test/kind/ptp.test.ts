import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliJson } from './support/cli.ts';
import { expectTidy, expectVerdicts, identified } from './support/expectations.ts';
import { KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { NO_RIG } from './support/rig.ts';

const lab = new KindLab('ptp', '--cni', 'ptp', '--kube-proxy', 'none');
const HERE = ['--backend', 'kind', '--name', lab.name] as const;

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
    expectVerdicts(document, { 'linux/ptp': 'pass', 'linux/ptp-cross-node': 'pass' });
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
});
