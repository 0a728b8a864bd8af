import { LabError } from '../errors.ts';
import type { Node, Taint } from './node.ts';
import type { Pod } from './pod.ts';

/** Taints of nodes that are coming up: they go by themselves. */
const PASSING =
  /^node\.(kubernetes\.io\/(not-ready|unreachable|network-unavailable)|cloudprovider\.kubernetes\.io\/uninitialized|cilium\.io\/agent-not-ready)$/;

/** Why the scheduler finds no node for the pod; null if it has not said so. */
export function scheduleTrouble(pod: Pod, nodes: readonly Node[]): LabError | null {
  const condition = pod.conditions.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  if (!condition || condition.reason === 'SchedulingGated') return null;
  const { namespace, name, wantedNode } = pod;
  const asked = nodes.filter((node) => wantedNode === null || node.name === wantedNode);
  // the scheduler says no more than "untolerated taint(s)" since Kubernetes 1.34
  const said = condition.message.split(/ (?:no new claims|preemption:)/)[0]!;
  if (wantedNode !== null && nodes.length > 0 && asked.length === 0) return null; // no such node: see nodeTrouble
  const words = REASONS.find(({ pattern }) => pattern.test(relevant(said, wantedNode)));
  if (words?.about === 'taints' && areComingUp(asked)) return null;
  return new LabError('E_POD_UNSCHEDULABLE', {
    message: `no node takes pod ${namespace}/${name}: ${words?.say(asked, wantedNode) ?? 'see why'}`,
    why: condition.message,
    mend: words?.mend(asked, wantedNode) ?? `kubectl -n ${namespace} describe pod ${name}`,
  });
}

/** With a node asked for, that all others do not match is as it should be. */
function relevant(said: string, wantedNode: string | null): string {
  const others = /\d+ node\(s\) didn't match Pod's node affinity\/selector[,.]?/;
  const rest = said.replace(others, '');
  return wantedNode !== null && /node\(s\)|Insufficient|Too many/.test(rest) ? rest : said;
}

interface Reason {
  readonly about: 'taints' | 'other';
  readonly pattern: RegExp;
  say(nodes: readonly Node[], wanted: string | null): string;
  mend(nodes: readonly Node[], wanted: string | null): string;
}

/** The one that is most particular comes first. */
const REASONS: readonly Reason[] = [
  {
    about: 'other',
    pattern: /persistentvolumeclaim|unbound immediate/i,
    say: () => 'a volume that it claims is not there or not bound',
    mend: () => 'kubectl get persistentvolumeclaims -A; kubectl get storageclasses',
  },
  {
    about: 'other',
    pattern: /Insufficient (?!pods)\S+/,
    say: (nodes) => `not enough CPU or memory is free on ${list(open(nodes))}`,
    mend: (nodes) =>
      `free some, or choose other nodes: kubectl describe node ${open(nodes)[0]?.name ?? ''}`,
  },
  {
    about: 'other',
    pattern: /Too many pods|Insufficient pods/,
    say: (nodes) => `${list(nodes)} has as many pods as it may have`,
    mend: (nodes) => `remove some: kubectl get pods -A -o wide | grep ${nodes[0]?.name ?? ''}`,
  },
  {
    about: 'other',
    pattern: /didn't have free ports/,
    say: (nodes) => `another pod uses its host port on ${list(nodes)}`,
    mend: () => "kubectl get pods -A -o json | grep -w hostPort; or an earlier lab's: cni-lab down",
  },
  {
    about: 'other',
    pattern: /unschedulable/,
    say: (nodes) => `${list(nodes.filter((node) => node.unschedulable))} is cordoned`,
    mend: (nodes) => `kubectl uncordon ${nodes.find((node) => node.unschedulable)?.name ?? 'NODE'}`,
  },
  {
    about: 'taints',
    pattern: /taint/,
    say: (nodes) => `it does not tolerate the taints of the nodes (${taintsOf(nodes)})`,
    mend: (nodes) => {
      const node = nodes.find(({ taints }) => taints.some(keepsOut));
      const taint = node?.taints.find(keepsOut);
      return node && taint
        ? `choose other nodes, or: kubectl taint nodes ${node.name} ${taint.key}:${taint.effect}-`
        : 'kubectl describe nodes | grep -i taint';
    },
  },
  {
    about: 'other',
    pattern: /node affinity|selector|anti-affinity|topology spread/,
    say: (_nodes, wanted) => `no node is as it asks for${wanted ? ` (${wanted})` : ''}`,
    mend: () => 'kubectl get nodes --show-labels',
  },
  {
    about: 'other',
    pattern: /no nodes available|0\/0 nodes/,
    say: () => 'the cluster has no nodes',
    mend: () => 'kubectl get nodes',
  },
];

function areComingUp(nodes: readonly Node[]): boolean {
  return nodes.some((node) => {
    const taints = node.taints.filter(keepsOut);
    return taints.every(({ key }) => PASSING.test(key)) && (taints.length > 0 || node.ready);
  });
}

function keepsOut({ effect }: Taint): boolean {
  return effect !== 'PreferNoSchedule';
}

/** Those that no taint closes, if there are any. */
function open(nodes: readonly Node[]): readonly Node[] {
  const some = nodes.filter(({ taints }) => !taints.some(keepsOut));
  return some.length > 0 ? some : nodes;
}

function list(nodes: readonly Node[]): string {
  return nodes.map(({ name }) => name).join(', ') || 'any node';
}

function taintsOf(nodes: readonly Node[]): string {
  const all = nodes.flatMap(({ name, taints }) =>
    taints.filter(keepsOut).map(({ key, value, effect }) => {
      return `${name}: ${key}${value ? `=${value}` : ''}:${effect}`;
    }),
  );
  return all.join('; ') || 'see why';
}
