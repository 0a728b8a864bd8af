import type { AgentAnswers, CiliumConfig } from '../../cni/cilium/agent-answers.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { pooled } from '../../pooled.ts';
import { agentPlace, CILIUM_AGENTS } from './cilium-agent.ts';

/** What the Cilium agents of a cluster said of themselves. */
export interface CiliumWord {
  readonly agents: readonly AgentAnswers[];
  readonly config: CiliumConfig | null;
}

const STATE = '/var/run/cilium/state';
/** Enough for the start of an agent, where it says what it falls back to. */
const LOG_LINES = 4000;
/** Agents that are asked side by side: each costs several exec streams. */
const AT_ONCE = 16;

/** What decides the mode. */
const BRIEF = `
part status cilium-dbg status -o json --require-k8s-connectivity=false
part runtimeConfig cat ${STATE}/agent-runtime-config.json
part programs bpftool -j net show`;
/** What explains it. */
const MORE = `
part endpoints cilium-dbg endpoint list -o json
part nodeConfig grep '#define' ${STATE}/globals/node_config.h`;
const MARK = '--- cni-lab';
/** All questions to an agent in one exec: each exec costs more than most answers. */
const PART = `
part() {
  printf '\n${MARK} %s\n' "$1"; shift; "$@" 2>/dev/null; printf '\n${MARK} exit %s\n' "$?"
}`;

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
    kubernetes.pods({ labels: CILIUM_AGENTS }, { signal }),
    kubernetes.configMap('kube-system', 'cilium-config', { signal }).catch(() => null),
  ]);
  const agents = all.filter((pod) => nodes.includes(pod.node ?? '') && pod.phase === 'Running');
  if (all.length === 0) return null;
  const answers = await pooled(agents, AT_ONCE, (pod) =>
    askAgent(kubernetes, pod, thorough, signal),
  );
  return { agents: answers, config };
}

async function askAgent(
  kubernetes: Kubernetes,
  pod: Pod,
  thorough: boolean,
  signal: AbortSignal | undefined,
): Promise<AgentAnswers> {
  const place = agentPlace(pod);
  const script = PART + BRIEF + (thorough ? MORE : '');
  // an agent that does not answer is known by that
  const silent = () => {
    signal?.throwIfAborted();
    return null;
  };
  const [said, log] = await Promise.all([
    kubernetes.exec(place, ['sh', '-c', script], { signal }).catch(silent),
    thorough ? kubernetes.logs(place, { tailLines: LOG_LINES, signal }).catch(silent) : null,
  ]);
  const parts = partsOf(said?.stdout ?? '');
  const part = (name: string) => parts.get(name) ?? null;
  return {
    node: pod.node ?? '',
    status: part('status'),
    endpoints: part('endpoints'),
    runtimeConfig: part('runtimeConfig'),
    nodeConfig: part('nodeConfig'),
    programs: part('programs'),
    log,
  };
}

/** The answers that came whole and with exit code 0, by name. */
export function partsOf(stdout: string): Map<string, string> {
  const parts = stdout.matchAll(
    new RegExp(`^${MARK} (\\w+)\\n([\\s\\S]*?)\\n${MARK} exit (\\d+)$`, 'gm'),
  );
  return new Map(
    [...parts].flatMap(([, name = '', text = '', exit]) => (exit === '0' ? [[name, text]] : [])),
  );
}
