import type { AgentAnswers, CiliumConfig } from '../../cni/cilium/agent-answers.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Pod } from '../../kubernetes/pod.ts';

/** What the Cilium agents of a cluster said of themselves. */
export interface CiliumWord {
  readonly agents: readonly AgentAnswers[];
  readonly config: CiliumConfig | null;
}

const AGENTS = { 'k8s-app': 'cilium' };
const STATE = '/var/run/cilium/state';
/** Enough for the start of an agent, where it says what it falls back to. */
const LOG_LINES = 4000;

const QUESTIONS = {
  status: ['cilium-dbg', 'status', '-o', 'json', '--require-k8s-connectivity=false'],
  endpoints: ['cilium-dbg', 'endpoint', 'list', '-o', 'json'],
  runtimeConfig: ['cat', `${STATE}/agent-runtime-config.json`],
  nodeConfig: ['grep', '#define', `${STATE}/globals/node_config.h`],
  programs: ['bpftool', '-j', 'net', 'show'],
} as const;

/**
 * Asks the agents of these nodes; null if there are none: then it is not Cilium.
 * @param thorough ask for what explains a mode, too, not only for the mode itself
 */
export async function askCilium(
  kubernetes: Kubernetes,
  nodes: readonly string[],
  { thorough, signal }: { thorough: boolean; signal?: AbortSignal | undefined },
): Promise<CiliumWord | null> {
  const [all, config] = await Promise.all([
    kubernetes.pods({ labels: AGENTS }, { signal }),
    kubernetes.configMap('kube-system', 'cilium-config', { signal }).catch(() => null),
  ]);
  const agents = all.filter((pod) => nodes.includes(pod.node ?? '') && pod.phase === 'Running');
  if (all.length === 0) return null;
  const answers = agents.map((pod) => askAgent(kubernetes, pod, thorough, signal));
  return { agents: await Promise.all(answers), config };
}

async function askAgent(
  kubernetes: Kubernetes,
  pod: Pod,
  thorough: boolean,
  signal: AbortSignal | undefined,
): Promise<AgentAnswers> {
  const place = { namespace: pod.namespace, pod: pod.name, container: 'cilium-agent' };
  const ask = async (question: keyof typeof QUESTIONS): Promise<string | null> => {
    try {
      const { stdout, exitCode } = await kubernetes.exec(place, QUESTIONS[question], { signal });
      return exitCode === 0 ? stdout : null;
    } catch {
      signal?.throwIfAborted();
      return null; // an agent that does not answer is known by that
    }
  };
  const log = async () =>
    kubernetes.logs(place, { tailLines: LOG_LINES, signal }).catch(() => null);
  const [status, runtimeConfig, programs, endpoints, nodeConfig, lines] = await Promise.all([
    ask('status'),
    ask('runtimeConfig'),
    ask('programs'),
    thorough ? ask('endpoints') : null,
    thorough ? ask('nodeConfig') : null,
    thorough ? log() : null,
  ]);
  return {
    ...{ node: pod.node ?? '', status, endpoints, runtimeConfig, nodeConfig, programs },
    log: lines,
  };
}
