import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.ts';
import { expectTidy, expectVerdicts, identified } from './support/expectations.ts';
import { KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { KUBE_PROXY, NO_RIG } from './support/rig.ts';

/** By ping and UDP services look the same in both modes: what tells them apart is the node's own rules. */
describe.skipIf(NO_RIG).each([
  ['ptp', 'iptables', 'nftables', ''],
  ['ptp', 'nftables', 'iptables', ''],
  ['bridge', 'iptables', 'nftables', '-bridge'],
])('a kind lab with the plugin %s and kube-proxy in %s mode', (cni, mode, other, suffix) => {
  const lab = new KindLab(
    `kp-${mode}${suffix}`,
    ...['--nodes', '1', '--cni', cni, ...KUBE_PROXY, '--kube-proxy', mode],
  );
  const here = ['--backend', 'kind', '--name', lab.name] as const;
  beforeAll(async () => {
    await lab.raise();
  });
  afterAll(async () => {
    await lab.down();
    expect(leftovers()).toEqual([]);
  });

  it('passes as that, and not as the other', async () => {
    const modes = [mode, other].map((each) => `kube-proxy/${each}${suffix}`);
    const { document, code, ...rest } = await cliJson(['verify', ...modes, ...here]);
    expectVerdicts(document, { [modes[0]!]: 'pass', [modes[1]!]: 'fail' });
    expect(identified(document.results[0])).toEqual([modes[0]]);
    expect(code).toBe(1);
    expectTidy({ code, ...rest });
  });

  it('shows it beside the ways between pods', async () => {
    const { document, code } = await cliJson(['verify', ...here, '--all']);
    expectVerdicts(document, { [`linux/${cni}`]: 'pass', [`kube-proxy/${mode}${suffix}`]: 'pass' });
    expect(code).toBe(0);
    const page = await cli(['inspect', ...here]);
    expect(page.stdout).toMatch(new RegExp(`^ +kube-proxy +${mode}$`, 'm'));
  });
});
