import type { Testimony } from './mode-fields.ts';

/** What an agent's log tells of host routing. */
export interface AgentLog {
  readonly read: boolean;
  /** The sentence by which the agent says that it turned BPF host routing off, and why. */
  readonly fallback: string | null;
  /** `--enable-host-legacy-routing` as the agent was started: what was asked for, not what runs. */
  readonly legacyFlag: boolean | null;
}

const FALLBACK = 'Falling back to legacy host routing';

export function readAgentLog(text: string | null): AgentLog {
  const lines = (text ?? '').split('\n');
  const fallback = lines.findLast((line) => line.includes(FALLBACK)) ?? null;
  // That sentence names the flag too, with the value it was changed to.
  const flags = lines.filter((line) => !line.includes(FALLBACK)).join('\n');
  const flag = lastMatch(flags, /--enable-host-legacy-routing=["'\\]*(true|false)/g);
  return {
    read: lines.some((line) => line.trim() !== ''),
    fallback: fallback === null ? null : messageOf(fallback),
    legacyFlag: flag === null ? null : flag === 'true',
  };
}

/** Only sentences about what the agent settled on; its list of flags is none. */
export function logSays(text: string | null): Testimony {
  const log = text ?? '';
  const kpr = (field: string) =>
    lastMatch(log, new RegExp(`kprConfiguration\\W+[^}]*\\b${field}:(true|false)`, 'g'));
  return {
    source: 'agent log',
    said: {
      hostRouting: readAgentLog(text).fallback === null ? null : 'Legacy',
      kubeProxyReplacement: asBoolean(kpr('KubeProxyReplacement')),
      socketLb: asBoolean(kpr('EnableSocketLB')),
      version: lastMatch(log, /\bmsg"?[=:]\s*"Cilium (\d+\.\d+\.\d[^\s"]*)/g),
    },
  };
}

/** The newest: a log may hold more than one start. */
function lastMatch(text: string, pattern: RegExp): string | null {
  return [...text.matchAll(pattern)].at(-1)?.[1] ?? null;
}

function asBoolean(word: string | null): boolean | null {
  return word === null ? null : word === 'true';
}

/** The message alone: the module that logs it is called after the kube-proxy replacement. */
function messageOf(line: string): string {
  const text = line.replaceAll('\\"', "'");
  const middle = text.indexOf(FALLBACK);
  const end = text.indexOf('"', middle);
  return text.slice(text.lastIndexOf('"', middle) + 1, end < 0 ? undefined : end).trim();
}
