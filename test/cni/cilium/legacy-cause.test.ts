import { describe, expect, it } from 'vitest';
import type { AgentAnswers, CiliumConfig } from '../../../src/cni/cilium/agent-answers.ts';
import { type LegacyCause, whyLegacy } from '../../../src/cni/cilium/legacy-cause.ts';
import { readMode } from '../../../src/cni/cilium/mode.ts';
import { answersOf, configOf, NODES, withStatus } from '../recorded.ts';

const RESTART = 'kubectl -n kube-system rollout restart ds/cilium';
const helm = (...set: string[]) =>
  `helm upgrade cilium cilium/cilium -n kube-system --reuse-values ${set.map((s) => `--set ${s}`).join(' ')} && ${RESTART}`;

function why(answers: AgentAnswers, config: CiliumConfig | null): LegacyCause | null {
  return whyLegacy(readMode(answers, config), answers, config);
}

/** An agent that runs in Legacy for no reason that can be seen: each test gives it one. */
const LEGACY = withStatus({ ...answersOf('native-bpf'), nodeConfig: null }, (status) => {
  status.routing!['intra-host-routing-mode'] = 'Legacy';
});
const CONFIG = configOf('native-bpf');

const fallback = (reason: string) =>
  `time=x level=info msg="${reason} Falling back to legacy host routing (enable-host-legacy-routing=true)." module=agent.controlplane.kube-proxy-replacement-init`;

describe('the recorded modes', () => {
  it.each(['native-bpf', 'vxlan-bpf'] as const)('%s is not Legacy', (mode) => {
    expect(why(answersOf(mode), configOf(mode))).toBeNull();
  });

  it.each(NODES)('native-legacy: asked for, by the agent of the %s', (node) => {
    const cause = why(answersOf('native-legacy', node), configOf('native-legacy'));
    expect(cause).toMatchObject({ cause: 'asked-for', mend: helm('bpf.hostLegacyRouting=false') });
    expect(cause?.evidence).toEqual([
      'ConfigMap cilium-config: enable-host-legacy-routing=true',
      "agent log: started with --enable-host-legacy-routing='true'",
      expect.stringContaining('no line "Falling back'),
    ]);
  });

  it('native-iptables-masq: the agent says so itself', () => {
    const cause = why(answersOf('native-iptables-masq'), configOf('native-iptables-masq'));
    expect(cause).toMatchObject({
      cause: 'iptables-masquerading',
      mend: helm('bpf.masquerade=true'),
    });
    expect(cause?.evidence).toEqual([
      'cilium-dbg status: masquerading by iptables',
      'ConfigMap cilium-config: enable-bpf-masquerade=false',
      'agent log: "BPF host routing requires enable-bpf-masquerade. Falling back to legacy host routing (enable-host-legacy-routing=true)."',
      expect.stringContaining('no evidence of what runs'),
    ]);
  });

  it('native-iptables-masq: right also where the lines of the log lack the sentence', () => {
    const answers = answersOf('native-iptables-masq', 'control-plane');
    expect(answers.log).not.toContain('Falling back');
    const cause = why(answers, configOf('native-iptables-masq'));
    expect(cause?.cause).toBe('iptables-masquerading');
    expect(cause?.evidence).toContainEqual(expect.stringContaining('no line "Falling back'));
  });
});

describe('causes made from the recording', () => {
  it('kube-proxy replacement off, of which 1.19 logs nothing', () => {
    const answers = withStatus(LEGACY, (status) => {
      status['kube-proxy-replacement']!.mode = 'False';
    });
    const cause = why(answers, { ...CONFIG, 'kube-proxy-replacement': 'false' });
    expect(cause).toMatchObject({
      cause: 'kube-proxy-replacement-off',
      mend: helm('kubeProxyReplacement=true'),
      text: expect.stringContaining('logs nothing'),
    });
    expect(cause?.evidence).toEqual([
      'cilium-dbg status: kube-proxy replacement False',
      'ConfigMap cilium-config: kube-proxy-replacement=false',
      expect.stringContaining('no line "Falling back'),
      expect.stringContaining('no evidence of what runs'),
    ]);
  });

  it('kube-proxy replacement by the ConfigMap where the agent does not say', () => {
    const answers = withStatus({ ...LEGACY, log: null }, (status) => {
      status['kube-proxy-replacement'] = {};
    });
    const by = (asked: string) =>
      why(answers, { ...CONFIG, 'kube-proxy-replacement': asked })?.cause;
    expect(by('false')).toBe('kube-proxy-replacement-off');
    expect(by('true')).toBe('unknown');
  });

  it('CNI chaining, for which the chart asks for Legacy', () => {
    const answers = withStatus({ ...LEGACY, log: null }, (status) => {
      status['cni-chaining']!.mode = 'aws-cni';
    });
    const cause = why(answers, { ...CONFIG, 'enable-host-legacy-routing': 'true' });
    expect(cause).toMatchObject({
      cause: 'cni-chaining',
      mend: helm('cni.chainingMode=none', 'bpf.hostLegacyRouting=false'),
    });
    expect(cause?.evidence).toEqual([
      'cilium-dbg status: cni-chaining.mode aws-cni',
      'ConfigMap cilium-config: enable-host-legacy-routing=true',
      'agent log: not read',
    ]);
  });

  const inVersion = (version: string, log: string | null) =>
    withStatus({ ...LEGACY, log }, (status) => {
      status.encryption!.mode = 'IPsec';
      status.cilium!.msg = `${version} (v${version}-abc)`;
    });

  it.each([
    ['1.17.3 by its version', inVersion('1.17.3', null)],
    [
      '1.18.0 by its word',
      inVersion('1.18.0', fallback('BPF host routing is incompatible with enable-ipsec.')),
    ],
  ])('IPsec in %s', (_, answers) => {
    expect(why(answers, CONFIG)).toMatchObject({
      cause: 'ipsec',
      mend: `helm upgrade cilium cilium/cilium -n kube-system --version 1.19.5 --reset-then-reuse-values && ${RESTART}`,
    });
  });

  it('but not in 1.19, nor in 1.18 without its word', () => {
    for (const version of ['1.18.0', '1.19.4']) {
      expect(why(inVersion(version, null), CONFIG)?.cause).toBe('unknown');
    }
  });

  it('an old kernel', () => {
    const log = fallback('BPF host routing requires kernel 5.10 or newer.');
    const cause = why({ ...LEGACY, log }, CONFIG);
    expect(cause).toMatchObject({ cause: 'kernel', mend: expect.stringContaining('5.10') });
    expect(cause?.evidence[0]).toContain(
      '"BPF host routing requires kernel 5.10 or newer. Falling',
    );
  });

  it("the agent's own reason comes first: of 1.17, kube-proxy replacement", () => {
    const log = fallback('BPF host routing requires kube-proxy-replacement=true.');
    const cause = why({ ...LEGACY, log }, null);
    expect(cause).toMatchObject({ cause: 'kube-proxy-replacement-off' });
  });
});

describe('more than one cause', () => {
  it("the agent's own reason is named first", () => {
    const log = fallback('BPF host routing is incompatible with enable-ipsec.');
    const answers = withStatus({ ...LEGACY, log }, (status) => {
      status.masquerading!.mode = 'iptables';
      status.encryption!.mode = 'IPsec';
    });
    expect(why(answers, CONFIG)).toMatchObject({
      cause: 'ipsec',
      text: expect.stringContaining('Also in the way: masquerading by iptables.'),
      evidence: expect.arrayContaining(['cilium-dbg status: encryption IPsec, version 1.19.4']),
      mend: expect.stringContaining('--reset-then-reuse-values --set bpf.masquerade=true &&'),
    });
  });

  it('all that stands in the way is mended at once', () => {
    const answers = withStatus(answersOf('native-legacy'), (status) => {
      status['kube-proxy-replacement']!.mode = 'False';
      status.masquerading!.mode = 'iptables';
    });
    const cause = why(answers, configOf('native-legacy'));
    expect(cause).toMatchObject({
      cause: 'asked-for',
      text: expect.stringContaining(
        'Also in the way: kubeProxyReplacement=false, masquerading by iptables.',
      ),
      mend: helm('bpf.hostLegacyRouting=false', 'kubeProxyReplacement=true', 'bpf.masquerade=true'),
    });
  });
});

describe('the traps', () => {
  it('a ConfigMap changed since the agent started is not why it runs so, but would be', () => {
    const answers = answersOf('native-iptables-masq');
    const config = { ...configOf('native-iptables-masq'), 'enable-host-legacy-routing': 'true' };
    expect(why(answers, config)).toMatchObject({
      cause: 'iptables-masquerading',
      mend: helm('bpf.masquerade=true', 'bpf.hostLegacyRouting=false'),
    });
  });

  it('a flag of one node only is seen in its log', () => {
    const answers = answersOf('native-legacy');
    expect(why(answers, CONFIG)?.evidence[0]).toContain('agent log: started with');
  });

  it('the sentence that names the flag is not taken for the flag', () => {
    const log = `msg="BPF masquerade could not be enabled. Falling back to legacy host routing (--enable-host-legacy-routing=\\"true\\")."`;
    const cause = why({ ...LEGACY, log }, CONFIG);
    expect(cause?.cause).toBe('iptables-masquerading');
    expect(cause?.evidence.join()).not.toContain('started with');
  });

  it('the module that logs the sentence is not taken for its reason', () => {
    const cause = why({ ...LEGACY, log: fallback('BPF host routing requires the moon.') }, CONFIG);
    expect(cause).toMatchObject({ cause: 'unknown', text: expect.stringContaining('the moon') });
  });

  it('without any sign the cause is unknown, and the log is to be asked', () => {
    const cause = why({ ...LEGACY, log: null }, null);
    expect(cause).toMatchObject({ cause: 'unknown', mend: expect.stringContaining('kubectl') });
    expect(cause?.evidence).toEqual([
      'cilium-dbg status: host routing Legacy',
      'ConfigMap cilium-config: not read',
      'agent log: not read',
    ]);
  });
});
