import type { AgentAnswers, CiliumConfig } from './agent-answers.ts';
import { type AgentLog, readAgentLog } from './agent-log.ts';
import type { LegacyCauseName, Suspect } from './legacy-suspect.ts';
import { suspects } from './legacy-suspects.ts';
import type { CiliumMode } from './mode.ts';

export interface LegacyCause {
  readonly cause: LegacyCauseName;
  /** One or two sentences. */
  readonly text: string;
  /** Each with where it was read. */
  readonly evidence: readonly string[];
  /** The command that ends it. */
  readonly mend: string;
}

const HELM = 'helm upgrade cilium cilium/cilium -n kube-system';
const RESTART = 'kubectl -n kube-system rollout restart ds/cilium';
const SEARCH_LOG =
  "kubectl -n kube-system logs ds/cilium -c cilium-agent | grep -iE 'host.routing|legacy'";

/**
 * Why an agent forwards by the host's stack: what is named first is the cause, but all that stands
 * in the way of BPF host routing is mended at once.
 * @returns null where the agent does not run in Legacy
 */
export function whyLegacy(
  mode: CiliumMode,
  answers: AgentAnswers,
  config: CiliumConfig | null,
): LegacyCause | null {
  if (mode.hostRouting !== 'Legacy') return null;
  const log = readAgentLog(answers.log);
  const found = suspects({ mode, status: answers.status, config, log });
  const [first, ...others] = found;
  if (!first) return unknownCause(mode, log, config);
  const also = others.length > 0 ? ` ${alsoInTheWay(others)}` : '';
  return {
    cause: first.cause,
    text: first.text + also,
    evidence: [...found.flatMap((suspect) => suspect.evidence), ...wordsOfLog(log)],
    mend: mendAll(found, alsoAskedFor(log, config)),
  };
}

function alsoInTheWay(others: readonly Suspect[]): string {
  return `Also in the way: ${others.map((suspect) => suspect.inShort).join(', ')}.`;
}

function mendAll(found: readonly Suspect[], more: readonly string[]): string {
  const command = found.find((suspect) => suspect.command)?.command;
  if (command) return command;
  const set = [...new Set([...found.flatMap((suspect) => suspect.set), ...more])];
  const version = found.find((suspect) => suspect.upgrade)?.upgrade;
  // --reuse-values would lack the values that the newer chart has added
  const values = version ? `--version ${version} --reset-then-reuse-values` : '--reuse-values';
  return `${[HELM, values, ...set.map((s) => `--set ${s}`)].join(' ')} && ${RESTART}`;
}

/** Asked for since the agent started: it would be Legacy again after the restart that mends it. */
function alsoAskedFor(log: AgentLog, config: CiliumConfig | null): string[] {
  const pending = log.legacyFlag === false && config?.['enable-host-legacy-routing'] === 'true';
  return pending ? ['bpf.hostLegacyRouting=false'] : [];
}

/** What the log has, or lacks, and what that is worth. */
function wordsOfLog(log: AgentLog): string[] {
  if (!log.read) return ['agent log: not read'];
  const words = log.fallback
    ? [`agent log: "${log.fallback}"`]
    : ['agent log: no line "Falling back to legacy host routing" in what was read'];
  if (log.legacyFlag === false) {
    words.push(
      "agent log: --enable-host-legacy-routing='false' is the flag asked for, no evidence of what runs",
    );
  }
  return words;
}

function unknownCause(mode: CiliumMode, log: AgentLog, config: CiliumConfig | null): LegacyCause {
  const asked = config?.['enable-host-legacy-routing'] ?? 'not set';
  return {
    cause: 'unknown',
    text: log.fallback
      ? `The agent turned BPF host routing off for a reason that cni-lab does not know: ${log.fallback}`
      : 'The agent runs in Legacy host routing, and nothing that was read says why.',
    evidence: [
      `${mode.sources.hostRouting}: host routing Legacy`,
      `ConfigMap cilium-config: ${config ? `enable-host-legacy-routing ${asked}` : 'not read'}`,
      ...wordsOfLog(log),
    ],
    mend: SEARCH_LOG,
  };
}
