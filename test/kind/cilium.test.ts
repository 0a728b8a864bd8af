import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../e2e/support/cli.ts';
import { expectCommandsToShow } from '../e2e/support/shown-facts.ts';
import { cli, cliJson, type Ended, startCli } from './support/cli.ts';
import { expectTidy, expectVerdicts, identified } from './support/expectations.ts';
import { docker, KindLab } from './support/lab.ts';
import { leftovers } from './support/leftovers.ts';
import { NO_RIG, STANDIN } from './support/rig.ts';

const lab = new KindLab('cilium', ...STANDIN);
const HERE = ['--backend', 'kind', '--name', lab.name] as const;

const BPF = { hostRouting: 'BPF', device: 'veth', network: 'native' };
const LEGACY = { ...BPF, hostRouting: 'Legacy' };

/** What every mode shows beside packets from pod to pod; and what eBPF host routing does. */
const ALWAYS = ['cilium/host-to-pod', 'cilium/policy-drop'];
const FAST = [...ALWAYS, 'cilium/socket-lb'];

/** How the lab is switched, and what it must then be found to be. */
const MODES = [
  {
    options: ['--mode', 'legacy'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-legacy', ...ALWAYS],
    mode: LEGACY,
    legacy: { cause: 'asked-for', mend: 'bpf.hostLegacyRouting=false' },
  },
  {
    options: ['--mode', 'vxlan'],
    shows: ['cilium/same-node', 'cilium/cross-node-vxlan', ...FAST],
    mode: { ...BPF, network: 'vxlan' },
    legacy: null,
  },
  {
    options: ['--mode', 'vxlan-legacy'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-vxlan-legacy', ...ALWAYS],
    mode: { ...LEGACY, network: 'vxlan' },
    legacy: { cause: 'asked-for', mend: 'bpf.hostLegacyRouting=false' },
  },
  {
    // nobody asked for Legacy, and no log says so
    options: ['--mode', 'kpr-off', '--kube-proxy', 'none'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-legacy', ...ALWAYS],
    mode: { ...LEGACY, kubeProxyReplacement: false },
    legacy: { cause: 'kube-proxy-replacement-off', mend: 'kubeProxyReplacement=true' },
  },
  {
    options: ['--set', 'bpf.masquerade=false'],
    shows: ['cilium/same-node-legacy', 'cilium/cross-node-legacy', ...ALWAYS],
    mode: { ...LEGACY, masquerading: 'iptables' },
    legacy: { cause: 'iptables-masquerading', mend: 'bpf.masquerade=true' },
  },
  {
    options: [],
    shows: ['cilium/same-node', 'cilium/cross-node', ...FAST],
    mode: BPF,
    legacy: null,
  },
];

function passing(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, 'pass']));
}

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

  it('is inspected by commands that work as pasted, and show what they stand by', async () => {
    const { document, code } = await cliJson(['inspect', ...HERE, '--pods', 'all']);
    expect(code).toBe(0);
    const [pod] = document.nodes[0].pods;
    expect(pod.programs.found).toMatchObject([{ hook: 'tc ingress' }]);
    expect(pod.sockets.found).toMatchObject([{ name: 'cil_sock4_connect' }]);
    await expectCommandsToShow(document);
  });

  it('shows bpf_redirect_peer() at work, on one node and across', async () => {
    const { document, code, ...rest } = await cliJson(['verify', ...HERE, '--all']);
    expectVerdicts(document, passing('cilium/same-node', 'cilium/cross-node', ...FAST));
    expect(code).toBe(0);
    expect(document.results.at(-1).datapath).toBe('cilium/policy-drop'); // in the others' way
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

  describe('with a policy of ours', () => {
    const policies = () => lab.kubectl('get', 'networkpolicies', '-A', '-o', 'name');
    /** Verifies for so long that something can happen while the policy is in force. */
    const denying = async () => {
      const started = startCli([
        ...['verify', 'cilium/policy-drop', ...HERE],
        ...['--count', '300', '--interval', '20', '--verbose'],
      ]);
      let told = '';
      started.child.stderr!.on('data', (text) => {
        told += text;
      });
      await expect.poll(() => told, { timeout: 30_000 }).toContain('cilium/policy-drop: probe');
      expect(await policies()).toContain('cni-lab-deny-ingress');
      return started;
    };

    it.each(['ping', 'udp'])('shows where it drops %s, and removes it', async (probe) => {
      const args = ['verify', 'cilium/policy-drop', ...HERE, '--probe', probe];
      const { document, code, ...rest } = await cliJson(args);
      expectVerdicts(document, { 'cilium/policy-drop': 'pass' });
      const [{ taps, probe: sent }] = document.results;
      expect(sent).toMatchObject({ answered: 0 });
      const seen = taps.map((tap: { tap: string; request: { seen: number } }) => [
        tap.tap,
        tap.request.seen,
      ]);
      expect(Object.fromEntries(seen)).toMatchObject({
        ...{ 'pod1/eth0': 3, 'pod1/lxc': 3, 'pod2/lxc': 0, 'pod2/eth0': 0 },
      });
      expect(await policies()).toBe('');
      expectTidy({ code, ...rest });
    });

    it('is removed when it is interrupted', async () => {
      const { child, ended } = await denying();
      child.kill('SIGINT');
      expect((await ended).code).toBe(130);
      expect(await policies()).toBe('');
    });

    it('is not in the way of what comes after it was killed', async () => {
      const { child, ended } = await denying();
      child.kill('SIGKILL');
      await ended;
      expect(await policies()).toContain('cni-lab-deny-ingress');
      const { document } = await cliJson(['verify', ...HERE]);
      expectVerdicts(document, { 'cilium/same-node': 'pass' });
      expect(await policies()).toBe('');
    });

    it.each([
      ['E_POD', []],
      ['E_USAGE', ['--read-only']],
    ])('refuses pods that are not of the lab: %s %j', async (code, options) => {
      const named = ['--from', 'cni-lab/pod1', '--to', 'cni-lab/pod2'];
      const cluster = ['--backend', 'cluster', '--kubeconfig', lab.kubeconfig];
      const args = ['verify', 'cilium/policy-drop', ...cluster, ...named, ...options];
      expect((await cliJson(args)).document.error.code).toBe(code);
      expect(await policies()).toBe('');
      // with all that they can show it is left out
      const { document } = await cliJson(['verify', '--all', ...cluster, ...named, ...options]);
      expectVerdicts(document, passing('cilium/same-node', 'cilium/host-to-pod'));
    });
  });

  it('that a policy of theirs keeps packets from is told so, and left with it', async () => {
    const policy = {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
      metadata: { name: 'theirs', namespace: 'cni-lab' },
      spec: { podSelector: { matchLabels: { 'cni-lab/pod': 'pod2' } }, policyTypes: ['Ingress'] },
    };
    const file = join(scratchFolder(), 'policy.json');
    writeFileSync(file, JSON.stringify(policy));
    await lab.kubectl('apply', '-f', file);
    try {
      const verified = () => cliJson(['verify', ...HERE]);
      // agents take a moment to know of it
      await expect.poll(async () => (await verified()).code, { timeout: 30_000 }).toBe(1);
      const { document, code, ms } = await verified();
      const [result] = document.results;
      expect(result).toMatchObject({ verdict: 'fail', probe: { answered: 0 } });
      expect(identified(result)).toEqual(['cilium/policy-drop']);
      expect(result.findings).toContainEqual(
        expect.objectContaining({ code: 'missing', tap: 'pod2/eth0', leg: 'request' }),
      );
      expect(code).toBe(1);
      expect(ms).toBeLessThan(15_000);
      expect(await lab.kubectl('get', 'networkpolicies', '-A', '-o', 'name')).toContain('theirs');
    } finally {
      await lab.kubectl('delete', '-f', file);
    }
    await expect
      .poll(async () => (await cliJson(['verify', ...HERE])).code, { timeout: 30_000 })
      .toBe(0);
  });

  describe('with a service of ours', () => {
    it.each(['tcp', 'udp'])('shows it translated before there is a packet: %s', async (probe) => {
      const args = ['verify', 'cilium/socket-lb', ...HERE, '--probe', probe];
      const { document, code, ...rest } = await cliJson(args);
      expectVerdicts(document, { 'cilium/socket-lb': 'pass' });
      expect(identified(document.results[0])).toContain('cilium/socket-lb');
      expectTidy({ code, ...rest });
    });

    it('is not translated for who only enters the network namespace', async () => {
      const pods = await lab.sandboxes('pod1', 'pod2');
      const ofService = ['-n', 'cni-lab', 'get', 'service', 'pod2', '-o'];
      const service = await lab.kubectl(...ofService, 'jsonpath={.spec.clusterIP}');
      const server = await pods.pod2!.serve(await lab.podAddress('pod2'));
      try {
        expect(await pods.pod1!.ask(service, 'in its cgroup')).toMatchObject({ answered: 2 });
        expect(await pods.pod1!.ask(service, 'outside')).toMatchObject({ answered: 0 });
      } finally {
        server.kill('SIGKILL');
      }
    });

    it('does not pass where the program is not on the sockets of pods', async () => {
      await detachSocketLb();
      const { document, code } = await cliJson(['verify', 'cilium/socket-lb', ...HERE]);
      expect(document.results[0].verdict).toBe('fail');
      expect(code).toBe(1);
    });

    /** The agents put it there again when the lab is switched. */
    async function detachSocketLb(): Promise<void> {
      const agents = await lab.kubectl(
        ...['-n', 'kube-system', 'get', 'pod', '-l', 'k8s-app=cilium', '-o', 'name'],
      );
      const script =
        'bpftool() { /opt/stand-in/bpftool "$@"; }; cd /run/cilium/cgroupv2; ' +
        "bpftool cgroup detach . connect4 id $(bpftool -j cgroup show . | jq '.[].id')";
      for (const agent of agents.trim().split('\n')) {
        await lab.kubectl('-n', 'kube-system', 'exec', agent, '--', 'bash', '-c', script);
      }
    }
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
      expectVerdicts(document, passing(...shows));
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
