import { readFileSync } from 'node:fs';
import type { AgentAnswers } from '../../src/cni/cilium/agent-answers.ts';
import type { CniFile, LiveNode } from '../../src/cni/live-node.ts';

export type RecordedMode = 'native-bpf' | 'native-legacy' | 'native-iptables-masq' | 'vxlan-bpf';
export type RecordedNode = 'worker' | 'control-plane';

export const NODES: readonly RecordedNode[] = ['worker', 'control-plane'];

export const NOTHING: Omit<AgentAnswers, 'node'> = {
  status: null,
  endpoints: null,
  runtimeConfig: null,
  nodeConfig: null,
  log: null,
  programs: null,
};

export function recorded(path: string): string {
  return readFileSync(new URL(`../fixtures/clusters/${path}`, import.meta.url), 'utf8');
}

/** What the agent of one node said; the recordings of the modes have no runtime configuration. */
export function answersOf(mode: RecordedMode, node: RecordedNode = 'worker'): AgentAnswers {
  const of = (what: string) => recorded(`cilium-${mode}/${node}.${what}`);
  return {
    ...NOTHING,
    node,
    status: of('status.json'),
    nodeConfig: of('node_config.txt'),
    log: of('agent-log-lines.txt'),
    programs: of('bpfnet.json'),
  };
}

export function configOf(mode: RecordedMode): Record<string, string> {
  return JSON.parse(recorded(`cilium-${mode}/cilium-config.json`)).data;
}

type Json = Record<string, unknown>;

/** The recorded status with an edit. */
export function withStatus(
  answers: AgentAnswers,
  edit: (status: Record<string, Json>) => void,
): AgentAnswers {
  const status = JSON.parse(answers.status ?? '{}') as Record<string, Json>;
  edit(status);
  return { ...answers, status: JSON.stringify(status) };
}

export function liveNode(
  cni: 'flannel-vxlan' | 'kindnet',
  node: RecordedNode = 'worker',
): LiveNode {
  return {
    node,
    conflists: cniFiles(recorded(`${cni}/worker.cni.txt`)),
    links: recorded(`${cni}/${node}.link.json`),
    routes: recorded(`${cni}/${node}.route.json`),
  };
}

/** The recordings of `/etc/cni/net.d` have each file under its name, and other things after them. */
function cniFiles(text: string): CniFile[] {
  return text
    .split(/^## /m)
    .filter((section) => section.startsWith('/etc/cni/net.d/'))
    .map((section) => {
      const [file = '', ...lines] = section.split('\n');
      return { file, text: lines.filter((line) => !line.startsWith('/')).join('\n') };
    });
}

/** Other routes for a node, as `ip -j route` gives them. */
export function withRoutes(node: LiveNode, edit: (routes: Json[]) => Json[]): LiveNode {
  return { ...node, routes: JSON.stringify(edit(JSON.parse(node.routes ?? '[]'))) };
}

export function withLinks(node: LiveNode, edit: (links: Json[]) => Json[]): LiveNode {
  return { ...node, links: JSON.stringify(edit(JSON.parse(node.links ?? '[]'))) };
}
