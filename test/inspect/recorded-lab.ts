import { readFileSync } from 'node:fs';
import { CommandError } from '../../src/host/command-error.ts';
import type { Argv, Runner } from '../../src/host/runner.ts';
import type { NodeSource, OpenLab, PodSource } from '../../src/inspect/node-source.ts';
import { ASK_SETTINGS } from '../../src/inspect/settings.ts';

export function recorded(path: string): string {
  return readFileSync(new URL(`../fixtures/inspect/${path}`, import.meta.url), 'utf8');
}

const KERNEL_RULES =
  '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';

/** Answers to command lines; those that are not there are programs that are not installed. */
export type Answers = Readonly<Record<string, string>>;

/** A place whose programs were recorded. It answers a batch by the answers to its lines. */
export function recordedRunner(enter: Argv, answers: Answers): Runner {
  return {
    argv: (argv) => [...enter, ...argv],
    start: () => {
      throw new Error('nothing is started here');
    },
    run: async (argv, { input } = {}) => {
      const stdout = argv.includes('-batch')
        ? batch(argv[0], (input ?? '').trim().split('\n'), answers)
        : answers[argv.join(' ')];
      if (stdout !== undefined) return { stdout, stderr: '' };
      throw notInstalled(argv);
    },
  };
}

function batch(tool: string, lines: readonly string[], answers: Answers): string | undefined {
  const all = lines.map((line) => answers[`${tool} ${line}`] ?? (tool === 'tc' ? '[]' : undefined));
  if (all.includes(undefined)) return undefined;
  return all.map((answer) => `${JSON.stringify(JSON.parse(answer!))}\n`).join('');
}

function notInstalled(argv: Argv): CommandError {
  return new CommandError({
    ...{ argv, exitCode: 1, signal: null, timedOut: false, stdout: '' },
    stderr: `nsenter: failed to execute ${argv[0]}: No such file or directory`,
  });
}

const NO_RULES = {
  ...{ 'nft -s list ruleset': '', 'iptables-save': '', 'bridge -j fdb show': '[]' },
  ...{ 'ip rule show': KERNEL_RULES, 'ip -6 rule show': KERNEL_RULES },
  ...{ 'ip -j netns list-id': '[]', 'readlink /proc/self/ns/net': 'net:[4026531840]\n' },
  [ASK_SETTINGS.join(' ')]: 'net.ipv4.ip_forward = 1\n',
};

export function bpftoolSays(version: string, net: string): string {
  const output = JSON.parse(net) as unknown;
  return JSON.stringify([
    { command: ['version'], output: { version } },
    { command: ['net', 'show'], output },
  ]);
}

export const OLD_BPFTOOL = bpftoolSays('7.1.0', '[{"xdp":[],"tc":[],"flow_dissector":[]}]');

const UNNAMED = { astray: null, device: null, netnsName: null, sockets: null };

/** A node with real Cilium, its agent's answers, and one pod on it. */
export function ciliumLab(
  answers: Answers = {},
  endpoints = recorded('cilium/worker.endpoints.json'),
) {
  const pod: PodSource = {
    ...{
      namespace: 'cil-smoke',
      name: 'b',
      addresses: ['10.244.1.141'],
      trouble: null,
      ...UNNAMED,
    },
    runner: recordedRunner(['nsenter', '--net=/proc/77/ns/net'], {
      'ip -j -d -s addr show': recorded('cilium/pod-b.addr.json'),
      'readlink /proc/self/ns/net': 'net:[4026532077]\n',
      'ethtool -S eth0': 'NIC statistics:\n     peer_ifindex: 13\n',
      ...answers,
    }),
  };
  const node = nodeSource('rig-worker', ['172.18.0.2'], [pod], {
    'ip addr show': recorded('cilium/worker.addr.json'),
    'ip route show table all': recorded('cilium/worker.route.json'),
    'ip neigh show': recorded('cilium/worker.neigh.json'),
    'bpftool -j batch file -': OLD_BPFTOOL,
    ...NO_RULES,
    ...answers,
  });
  const text = '{"name":"cilium","plugins":[{"type":"cilium-cni"}]}';
  const agent = {
    ...{ node: node.name, endpoints, status: recorded('cilium/worker.status.json') },
    ...{ runtimeConfig: null, nodeConfig: null, log: null },
    programs: recorded('cilium/worker.bpftool-net.json'),
  };
  return openLab(
    'kind',
    [{ ...node, conflists: async () => [{ file: '05-cilium.conflist', text }] }],
    {
      kubectl: ['kubectl'],
      cilium: async () => ({
        agents: [agent],
        config: null,
        podOf: new Map([[node.name, 'cilium-x']]),
      }),
      kubeProxyConfig: async () => null,
    },
  );
}

/** A node with the bridge plugin and one pod of the lab's. */
export function bridgeLab(answers: Answers = {}, pod: Partial<PodSource> = {}): OpenLab {
  const pod1: PodSource = {
    ...{ namespace: 'cni-lab', name: 'pod1', addresses: ['10.244.1.3'], trouble: null, ...UNNAMED },
    runner: recordedRunner(['nsenter', '--net=/proc/88/ns/net'], {
      'ip -j -d -s addr show': recorded('bridge/pod1.addr.json'),
      'readlink /proc/self/ns/net': 'net:[4026532088]\n',
      'ethtool -S eth0': recorded('bridge/pod1.ethtool.txt'),
      ...answers,
    }),
    ...pod,
  };
  const node = nodeSource('worker', ['172.18.0.6'], [pod1], {
    'ip addr show': recorded('bridge/worker.addr.json'),
    'ip route show table all': recorded('bridge/worker.route.json'),
    'ip neigh show': recorded('bridge/worker.neigh.json'),
    'bpftool -j batch file -': bpftoolSays('7.5.0', '[{"xdp":[],"tc":[]}]'),
    ...NO_RULES,
    ...answers,
  });
  const other = { ...pod1, name: 'pod3', addresses: ['10.244.0.2'], runner: null };
  const node2 = nodeSource('other', ['172.18.0.7'], [{ ...other, trouble: 'it is Pending' }], {});
  const text = '{"name":"cni-lab","plugins":[{"type":"bridge"},{"type":"portmap"}]}';
  const conflists = async () => [{ file: '10-cni-lab.conflist', text }];
  return openLab(
    'kind',
    [
      { ...node, conflists },
      { ...node2, conflists },
    ],
    {
      kubectl: ['kubectl'],
      cilium: async () => null,
      kubeProxyConfig: async () => null,
    },
  );
}

function openLab(
  backend: OpenLab['backend'],
  nodes: readonly NodeSource[],
  cluster: OpenLab['cluster'],
): OpenLab {
  return { lab: 'recorded', backend, nodes, cluster, close: async () => {} };
}

function nodeSource(
  name: string,
  addresses: readonly string[],
  pods: readonly PodSource[],
  answers: Answers,
): NodeSource {
  const net = recordedRunner(['nsenter', '--net=/proc/66/ns/net'], answers);
  const inside = recordedRunner(['nsenter', '--target=66', '--mount', '--net'], answers);
  return {
    ...{ name, addresses, way: 'nsenter', kernel: '6.18.44', net, inside, pods },
    ...{ conflists: null, madeBy: null, netnsName: null },
  };
}
