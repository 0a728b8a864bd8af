import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson, type Ended } from './support/cli.ts';
import { expectTidy, expectVerdicts, identified } from './support/expectations.ts';
import { docker, KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { NO_RIG, STANDIN } from './support/rig.ts';

const lab = new KindLab('cilium', ...STANDIN);
const HERE = ['--backend', 'kind', '--name', lab.name] as const;

const BPF = { hostRouting: 'BPF', device: 'veth', network: 'native' };
const LEGACY = { ...BPF, hostRouting: 'Legacy' };

/** How the lab is switched, and what it must then be found to be. */
const MODES = [
  {
    options: ['--mode', 'legacy'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-legacy'],
    mode: LEGACY,
    legacy: { cause: 'asked-for', mend: 'bpf.hostLegacyRouting=false' },
  },
  {
    options: ['--mode', 'vxlan'],
    shows: ['cilium/same-node', 'cilium/cross-node-vxlan'],
    mode: { ...BPF, network: 'vxlan' },
    legacy: null,
  },
  {
    options: ['--mode', 'vxlan-legacy'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-vxlan-legacy'],
    mode: { ...LEGACY, network: 'vxlan' },
    legacy: { cause: 'asked-for', mend: 'bpf.hostLegacyRouting=false' },
  },
  {
    // nobody asked for Legacy, and no log says so
    options: ['--mode', 'kpr-off', '--kube-proxy', 'none'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-legacy'],
    mode: { ...LEGACY, kubeProxyReplacement: false },
    legacy: { cause: 'kube-proxy-replacement-off', mend: 'kubeProxyReplacement=true' },
  },
  {
    options: ['--set', 'bpf.masquerade=false'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-legacy'],
    mode: { ...LEGACY, masquerading: 'iptables' },
    legacy: { cause: 'iptables-masquerading', mend: 'bpf.masquerade=true' },
  },
  {
    options: [],
    shows: ['cilium/same-node', 'cilium/cross-node'],
    mode: BPF,
    legacy: null,
  },
];

/** What `--all` shows in every mode, beside the ways between pods. */
const ALWAYS = ['cilium/host-to-pod'];
const all = (between: readonly string[]) =>
  Object.fromEntries([...between, ...ALWAYS].map((name) => [name, 'pass']));

describe.skipIf(NO_RIG)('a kind lab with the stand-in for Cilium', () => {
  let first: Ended;
  beforeAll(async () => {
    first = await lab.raise();
  });
  afterAll(async () => {
    await lab.down();
    expect(leftovers()).toEqual([]);
  });

  it('comes up from a chart and an archive, without a network', () => {
    for (const step of ['images into every node', 'CNI cilium, bpf-native', 'test pods'])
      expect(first.stderr).toContain(step);
    expect(first.stdout).toMatch(/^lab "kt-cilium" is up: kind, 2 nodes, cilium\n/);
    expectTidy(first);
  });

  it('shows bpf_redirect_peer() at work, on one node and across', async () => {
    const { document, code, ...rest } = await cliJson(['verify', ...HERE, '--all']);
    expectVerdicts(document, all(['cilium/same-node', 'cilium/cross-node']));
    expect(code).toBe(0);
    expect(document.environment.cni).toMatchObject({
      name: 'cilium',
      mode: { ...BPF, version: '1.19.5' },
      legacy: null,
      differences: [],
      conflicts: [],
    });
    const [same] = document.results;
    const seen = Object.fromEntries(
      same.taps.map((tap: { tap: string; request: { seen: number }; reply: { seen: number } }) => [
        tap.tap,
        [tap.request.seen, tap.reply.seen],
      ]),
    );
    expect(seen).toMatchObject({ 'pod1/lxc': [3, 0], 'pod2/lxc': [0, 3], 'pod2/eth0': [3, 3] });
    const { device } = same.taps.find((tap: { tap: string }) => tap.tap === 'pod1/lxc');
    expect(device).toMatch(/^lxc[0-9a-f]{12}$/);
    expect(identified(same)).toEqual(['cilium/same-node']);
    expectTidy({ code, ...rest });
  });

  it('fails as its own control', async () => {
    const { document, code } = await cliJson(['verify', 'cilium/same-node-legacy', ...HERE]);
    expectVerdicts(document, { 'cilium/same-node-legacy': 'fail' });
    expect(code).toBe(1);
  });

  describe.each(MODES)('switched by $options', ({ options, shows, mode, legacy }) => {
    let nodes: string;
    const containers = () =>
      docker('ps', '-q', '--no-trunc', '--filter', `name=cni-lab-${lab.name}`);
    beforeAll(async () => {
      nodes = await containers();
      await lab.raise(...options);
    });

    it('is the same cluster, judged by its live mode', async () => {
      expect(await containers()).toBe(nodes);
      const { document, code, ...rest } = await cliJson(['verify', ...HERE, '--all']);
      expectVerdicts(document, all(shows));
      expect(code).toBe(0);
      expect(document.environment.cni.mode).toMatchObject(mode);
      expect(document.environment.cni.legacy).toEqual(
        legacy && {
          cause: legacy.cause,
          text: expect.any(String),
          evidence: expect.arrayContaining([expect.any(String)]),
          mend: expect.stringContaining(legacy.mend),
        },
      );
      expectTidy({ code, ...rest });
    });

    it.runIf(legacy)('fails as eBPF host routing, in words that say why', async () => {
      const { stdout, code } = await cli(['verify', 'cilium/same-node', ...HERE]);
      expect(stdout).toMatch(/^FAIL cilium\/same-node/m);
      expect(stdout).toMatch(/went\s+through the host stack/);
      expect(stdout).toMatch(/this is +.*cilium\/same-node-legacy/);
      expect(code).toBe(1);
    });
  });

  describe('whose agents are gone', () => {
    const select = (node: string | null) =>
      lab.kubectl(
        ...['-n', 'kube-system', 'patch', 'daemonset', 'cilium', '-p'],
        JSON.stringify({
          spec: { template: { spec: { nodeSelector: { 'cni-lab/none': node } } } },
        }),
      );
    const agents = () =>
      lab.kubectl('-n', 'kube-system', 'get', 'pod', '-l', 'k8s-app=cilium', '-o', 'name');

    it('is held against nothing that nobody promises', async () => {
      await select('x');
      await expect.poll(agents, { timeout: 60_000 }).toBe('');
      const { document, code, ms, ...rest } = await cliJson(['verify', ...HERE]);
      expect(document.error).toMatchObject({
        code: 'E_CNI_UNKNOWN',
        why: expect.stringContaining('agents'),
      });
      expect(code).toBe(3);
      expect(ms).toBeLessThan(20_000);
      expectTidy({ code, ms, ...rest });
    });

    it('passes again when they are back', async () => {
      await select(null);
      await lab.raise();
      expect((await cli(['verify', ...HERE])).stdout).toContain('PASS cilium/same-node');
    });
  });
});
