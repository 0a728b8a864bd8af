import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.ts';
import { expectTidy, expectVerdicts, identified } from './support/expectations.ts';
import { KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { KUBE_PROXY, NO_REAL_CNIS, NO_RIG, realCni } from './support/rig.ts';

const SKIPPED = NO_RIG || NO_REAL_CNIS;

const FLANNEL = ['--load-archive', realCni('flannel.tar')] as const;

describe.skipIf(SKIPPED).each([
  [
    ...(['vxlan', 'kube-flannel.yaml', 'nftables', 'flannel/host-gw'] as const),
    ['kube-proxy/nftables-bridge', 'kube-proxy/nftables-vxlan'],
  ],
  [
    ...(['host-gw', 'kube-flannel-host-gw.yaml', 'iptables', 'flannel/vxlan'] as const),
    ['kube-proxy/iptables-bridge'],
  ],
])(
  'a kind lab with flannel, brought by its manifest, %s',
  (backend, manifest, mode, other, services) => {
    const proxy = [...KUBE_PROXY, '--kube-proxy', mode];
    const lab = new KindLab(
      `fl-${backend}`,
      '--cni-manifest',
      realCni(manifest),
      ...FLANNEL,
      ...proxy,
    );
    const here = ['--backend', 'kind', '--name', lab.name] as const;
    const across = `flannel/${backend}`;

    beforeAll(async () => {
      expectTidy(await lab.raise());
    });
    afterAll(async () => {
      await lab.down();
      expect(leftovers()).toEqual([]);
    });

    it('passes as what it is, on one node and across', async () => {
      for (const probe of ['ping', 'udp', 'tcp']) {
        const { document, code, ...rest } = await cliJson([
          ...['verify', ...here, '--all', '--probe', probe],
        ]);
        const ofServices = probe === 'ping' ? 'skipped' : 'pass'; // a service is a port
        expectVerdicts(document, {
          ...{ 'flannel/same-node': 'pass', [across]: 'pass' },
          ...Object.fromEntries(services.map((name) => [name, ofServices])),
        });
        expect(document.environment.cni).toMatchObject({ name: 'flannel', mode: null });
        for (const result of document.results) {
          if (result.verdict === 'pass') expect(identified(result)).toContain(result.datapath);
        }
        expectTidy({ code, ...rest });
      }
    });

    it('fails as what it is not', async () => {
      const { document, code } = await cliJson(['verify', other, ...here]);
      expectVerdicts(document, { [other]: 'fail' });
      expect(identified(document.results[0])).toContain(across);
      expect(code).toBe(1);
    });

    it('is identified, inspected and traced', async () => {
      const { document } = await cliJson(['identify', ...here]);
      expect(document.identified).toContain('flannel/same-node');
      const page = await cli(['inspect', ...here]);
      expect(page.stdout).toMatch(/^ +CNI +flannel$/m);
      expect(page.stdout).toMatch(new RegExp(`^ +kube-proxy +${mode}$`, 'm'));
      const trace = await cli(['trace', ...here, '--placement', 'cross-node']);
      expect(trace.stdout).toMatch(new RegExp(`^ +promised +${across}$`, 'm'));
      expect(trace.stdout).toContain('1 answered');
    });

    it('is left as it is by a second up, quickly', async () => {
      const uids = () => lab.kubectl('get', 'pod', '-A', '-o', 'jsonpath={.items[*].metadata.uid}');
      const before = await uids();
      expect((await lab.raise()).ms).toBeLessThan(15_000);
      expect(await uids()).toBe(before);
    });
  },
);

const HAS_IPVS = existsSync('/proc/net/ip_vs');

describe.skipIf(SKIPPED || HAS_IPVS)(
  'a kind lab with kube-proxy in ipvs mode, without ip_vs',
  () => {
    it('ends with what kube-proxy says, and leaves nothing', async () => {
      const ipvs = [...KUBE_PROXY, '--kube-proxy', 'ipvs'];
      const lab = new KindLab('ipvs', '--nodes', '1', '--cni', 'ptp', ...ipvs);
      const { document, code } = await cliJson(lab.up());
      expect(document.error).toMatchObject({
        code: 'E_POD',
        message: expect.stringContaining('kube-proxy'),
        why: expect.stringContaining("can't use the IPVS proxier"),
      });
      expect(code).not.toBe(0);
      expect(leftovers()).toEqual([]);
    });
  },
);
