import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentAnswers } from '../../../src/cni/cilium/agent-answers.ts';
import { readMode } from '../../../src/cni/cilium/mode.ts';
import { MODE_FIELDS, type ModeFields } from '../../../src/cni/cilium/mode-fields.ts';
import { ciliumPromise } from '../../../src/cni/cilium/promise.ts';
import {
  answersOf,
  configOf,
  NODES,
  NOTHING,
  type RecordedMode,
  recorded,
  withStatus,
} from '../recorded.ts';

const NATIVE_BPF: ModeFields = {
  network: 'native',
  hostRouting: 'BPF',
  device: 'veth',
  attach: 'tcx',
  masquerading: 'BPF',
  kubeProxyReplacement: true,
  socketLb: true,
  endpointRoutes: false,
  encryption: 'none',
  version: '1.19.4',
};

const RECORDED: readonly [RecordedMode, Partial<ModeFields>][] = [
  ['native-bpf', {}],
  ['native-legacy', { hostRouting: 'Legacy' }],
  ['native-iptables-masq', { hostRouting: 'Legacy', masquerading: 'iptables' }],
  ['vxlan-bpf', { network: 'vxlan' }],
];

describe.each(RECORDED)('the recorded mode %s', (name, differing) => {
  it.each(NODES)('is read right from the agent of the %s', (node) => {
    const { sources, conflicts, ...fields } = readMode(answersOf(name, node), configOf(name));
    expect(fields).toEqual({ ...NATIVE_BPF, ...differing });
    expect(sources).toMatchObject({
      hostRouting: 'cilium-dbg status',
      endpointRoutes: 'bpftool net show',
    });
    expect(conflicts).toEqual([]);
  });

  it('is read the same with log lines before the JSON', () => {
    const answers = answersOf(name);
    const noise =
      'time=2026-11-21T05:17:16Z level=info msg="[1] {x}"\n{"level":"info"}\n[2026] x\n';
    const noisy = {
      ...answers,
      status: noise + answers.status,
      programs: noise + answers.programs,
    };
    expect(readMode(noisy, null)).toEqual(readMode(answers, null));
  });
});

/** The agent that was recorded with its runtime configuration and its whole node_config.h. */
const AGENT: AgentAnswers = {
  ...NOTHING,
  node: 'worker',
  runtimeConfig: recorded('cilium-agent/runtime-config.json'),
  nodeConfig: recorded('cilium-agent/node_config.h'),
  log: recorded('cilium-agent/agent-log.txt'),
  programs: recorded('cilium-agent/bpftool-net.json'),
};

function withRuntime(edit: Record<string, unknown>): AgentAnswers {
  const config = { ...JSON.parse(AGENT.runtimeConfig ?? '{}'), ...edit };
  return { ...AGENT, runtimeConfig: JSON.stringify(config) };
}

const withoutHostRouting = (nodeConfig: string | null) =>
  (nodeConfig ?? '').replace(/^#define ENABLE_HOST_ROUTING 1\n/m, '');

describe('without the status', () => {
  it('the lesser sources agree on all but encryption', () => {
    const { sources, conflicts, ...fields } = readMode(AGENT, null);
    expect(fields).toEqual({ ...NATIVE_BPF, encryption: null });
    expect(conflicts).toEqual([]);
    expect(sources).toMatchObject({
      hostRouting: 'agent-runtime-config.json',
      kubeProxyReplacement: 'agent log',
      encryption: null,
    });
  });

  it.each([
    [{ EnableIPv4Masquerade: false, EnableIPv6Masquerade: false }, 'disabled'],
    [{ EnableIPv4Masquerade: false, EnableIPv6Masquerade: true }, 'BPF'],
    [{ EnableIPv4Masquerade: false, EnableIPv6Masquerade: 'no' }, null],
    [{ EnableBPFMasquerade: false }, 'iptables'],
    [{ EnableBPFMasquerade: null }, null],
  ])('the runtime configuration tells masquerading: %o', (edit, masquerading) => {
    expect(readMode(withRuntime(edit), null).masquerading).toBe(masquerading);
  });

  it.each([
    ['BPF', (config: string) => config],
    ['Legacy', withoutHostRouting],
  ])('node_config.h tells %s', (hostRouting, edit) => {
    const nodeConfig = edit(AGENT.nodeConfig ?? '');
    const mode = readMode({ ...AGENT, runtimeConfig: null, nodeConfig }, null);
    expect(mode).toMatchObject({ hostRouting, sources: { hostRouting: 'node_config.h' } });
  });

  it('node_config.h tells the tunnel', () => {
    const only = { ...NOTHING, node: 'n', nodeConfig: answersOf('vxlan-bpf').nodeConfig };
    expect(readMode(only, null)).toMatchObject({ network: 'vxlan', hostRouting: 'BPF' });
    const geneve = only.nodeConfig?.replace('TUNNEL_PROTOCOL 1', 'TUNNEL_PROTOCOL 2') ?? null;
    expect(readMode({ ...only, nodeConfig: geneve }, null).network).toBe('geneve');
  });

  it.each([
    ['the version is not known', AGENT.nodeConfig, null],
    ['the version writes it no longer', AGENT.nodeConfig, 'msg="Cilium 1.20.0 x"'],
    ['the file was empty', '', 'msg="Cilium 1.19.4 x"'],
    ['the file was not had', null, 'msg="Cilium 1.19.4 x"'],
  ])('the absence of ENABLE_HOST_ROUTING says nothing where %s', (_, nodeConfig, log) => {
    const edited = nodeConfig === null ? null : withoutHostRouting(nodeConfig);
    const mode = readMode({ ...NOTHING, node: 'n', nodeConfig: edited, log }, null);
    expect(mode.hostRouting).toBeNull();
  });

  it('nor does its presence in a version that writes it no longer', () => {
    const log = 'msg="Cilium 1.20.1 abc"';
    const mode = readMode({ ...NOTHING, node: 'n', nodeConfig: AGENT.nodeConfig, log }, null);
    expect(mode).toMatchObject({ hostRouting: null, version: '1.20.1' });
  });

  it("the agent's sentence about its fallback tells Legacy, though its flag says false", () => {
    const { log } = answersOf('native-iptables-masq');
    expect(log).toContain("--enable-host-legacy-routing='false'");
    expect(readMode({ ...NOTHING, node: 'n', log }, null).hostRouting).toBe('Legacy');
  });
});

describe('what was asked for is no evidence', () => {
  it('the ConfigMap alone tells nothing but endpoint routes', () => {
    const config = { ...configOf('native-bpf'), 'enable-endpoint-routes': 'true' };
    const { sources, conflicts, ...fields } = readMode({ ...NOTHING, node: 'n' }, config);
    const nulls = Object.fromEntries(MODE_FIELDS.map((field) => [field, null]));
    expect(fields).toEqual({ ...nulls, endpointRoutes: true });
    expect(sources.endpointRoutes).toContain('asked for');
  });

  it('a value that is none is not read', () => {
    const config = { 'enable-endpoint-routes': 'perhaps' };
    expect(readMode({ ...NOTHING, node: 'n' }, config).endpointRoutes).toBeNull();
  });

  it('nor do the flags in the log', () => {
    const log =
      'msg="  --enable-host-legacy-routing=\'true\'"\nmsg="  --kube-proxy-replacement=\'true\'"';
    expect(readMode({ ...NOTHING, node: 'n', log }, null)).toMatchObject({
      hostRouting: null,
      kubeProxyReplacement: null,
    });
  });

  it('what runs wins over what was asked for, which is no conflict', () => {
    const config = { ...configOf('native-bpf'), 'enable-endpoint-routes': 'true' };
    const mode = readMode(withRuntime({ EnableEndpointRoutes: false }), config);
    expect(mode).toMatchObject({ endpointRoutes: false, conflicts: [] });
  });
});

describe('the programs', () => {
  it('on the egress of the pods tell endpoint routes', () => {
    const programs = JSON.parse(AGENT.programs ?? '[]');
    const lxc = programs[0].tc.find((p: { devname: string }) => /^lxc[0-9a-f]{6}/.test(p.devname));
    programs[0].tc.push({ ...lxc, kind: 'tcx/egress', name: 'cil_to_container' });
    const answers = { ...NOTHING, node: 'n', programs: JSON.stringify(programs) };
    expect(readMode(answers, null)).toMatchObject({ endpointRoutes: true, attach: 'tcx' });
  });

  it('on the classic hook tell tc', () => {
    const programs = AGENT.programs?.replaceAll('tcx/', 'clsact/') ?? null;
    const mode = readMode({ ...NOTHING, node: 'n', programs }, null);
    expect(mode).toMatchObject({ endpointRoutes: false, attach: 'tc' });
  });
});

describe('sources that disagree', () => {
  it('are named, and the best is believed', () => {
    const answers = answersOf('native-bpf');
    const mode = readMode({ ...answers, runtimeConfig: '{"EnableHostLegacyRouting": true}' }, null);
    expect(mode.hostRouting).toBe('BPF');
    expect(mode.conflicts).toEqual([
      'host routing: cilium-dbg status says BPF, agent-runtime-config.json says Legacy',
    ]);
  });
});

describe('other modes, made from the recorded one', () => {
  const of = (edit: Parameters<typeof withStatus>[1]) =>
    readMode(withStatus({ ...answersOf('native-bpf'), nodeConfig: null }, edit), null);

  it.each<[string, Parameters<typeof withStatus>[1], Partial<ModeFields>]>([
    [
      'geneve',
      (s) =>
        Object.assign(s.routing!, {
          'inter-host-routing-mode': 'Tunnel',
          'tunnel-protocol': 'geneve',
        }),
      { network: 'geneve' },
    ],
    [
      'a tunnel of unknown kind',
      (s) => Object.assign(s.routing!, { 'inter-host-routing-mode': 'Tunnel' }),
      { network: null },
    ],
    ['netkit', (s) => Object.assign(s, { 'datapath-mode': 'netkit' }), { device: 'netkit' }],
    [
      'netkit-l2',
      (s) => Object.assign(s, { 'datapath-mode': 'netkit-l2' }),
      { device: 'netkit-l2' },
    ],
    [
      'WireGuard',
      (s) => Object.assign(s.encryption!, { mode: 'Wireguard' }),
      { encryption: 'wireguard' },
    ],
    ['IPsec', (s) => Object.assign(s.encryption!, { mode: 'IPsec' }), { encryption: 'ipsec' }],
    [
      'an encryption that is not known',
      (s) => Object.assign(s.encryption!, { mode: 'MACsec' }),
      { encryption: null },
    ],
    [
      'no masquerading',
      (s) => Object.assign(s, { masquerading: {} }),
      { masquerading: 'disabled' },
    ],
    [
      'no kube-proxy replacement',
      (s) => Object.assign(s['kube-proxy-replacement']!, { mode: 'False' }),
      { kubeProxyReplacement: false },
    ],
    [
      'no socket LB',
      (s) => Object.assign(s['kube-proxy-replacement']!, { features: { socketLB: {} } }),
      { socketLb: false },
    ],
    [
      "socket LB for the host's own sockets alone",
      (s) =>
        Object.assign(s['kube-proxy-replacement']!, {
          features: { socketLB: { enabled: true }, bpfSocketLBHostnsOnly: true },
        }),
      { socketLb: false },
    ],
    [
      'an unhealthy agent',
      (s) => Object.assign(s, { cilium: { msg: 'stale', state: 'Failure' } }),
      { version: null },
    ],
    [
      'wrong types',
      (s) => Object.assign(s, { routing: 7, masquerading: [], encryption: { mode: true } }),
      { network: null, hostRouting: null, masquerading: null, encryption: null },
    ],
  ])('%s', (_, edit, expected) => {
    const { sources, conflicts, ...fields } = of(edit);
    expect(fields).toEqual({ ...NATIVE_BPF, ...expected });
  });
});

describe('garbage', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('null', '[]', '{}', '[[', '[null]', '{"routing":null}', '\n{\n{'),
    fc
      .json()
      .map((json) => `{"routing":${json},"masquerading":${json},"encryption":{"mode":${json}}}`),
    fc.json().map((json) => `[{"tc":${json},"xdp":[${json}]}]`),
  );
  const answers: fc.Arbitrary<AgentAnswers> = fc.record({
    node: fc.string(),
    status: fc.option(text),
    endpoints: fc.option(text),
    runtimeConfig: fc.option(text),
    nodeConfig: fc.option(text),
    log: fc.option(text),
    programs: fc.option(text),
  });

  it('never throws, gives nulls, and promises nothing', () => {
    fc.assert(
      fc.property(answers, (garbage) => {
        const mode = readMode(garbage, null);
        for (const field of MODE_FIELDS) expect(mode[field] ?? null).toBe(mode[field]);
        expect(mode).toMatchObject({ hostRouting: null, network: null, encryption: null });
        expect(ciliumPromise(mode, 'cross-node')).toHaveProperty('why');
      }),
    );
  });

  it('a recorded status cut anywhere is read whole or not at all', () => {
    const whole = answersOf('native-bpf').status ?? '';
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 3 }), (length) => {
        const mode = readMode({ ...NOTHING, node: 'n', status: whole.slice(0, length) }, null);
        expect(mode.hostRouting).toBeNull();
      }),
    );
  });
});
