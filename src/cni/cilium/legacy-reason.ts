import type { LegacyCauseName } from './legacy-suspect.ts';

const REASONS: readonly { cause: LegacyCauseName; words: RegExp }[] = [
  { cause: 'iptables-masquerading', words: /enable-bpf-masquerade|BPF masquerade could not/i },
  { cause: 'ipsec', words: /ipsec/i },
  { cause: 'kube-proxy-replacement-off', words: /kube-proxy-replacement/i },
  { cause: 'kernel', words: /kernel \d/i },
];

/** The cause that the agent itself names where it falls back to Legacy. */
export function reasonGiven(fallback: string | null): LegacyCauseName | null {
  return REASONS.find(({ words }) => words.test(fallback ?? ''))?.cause ?? null;
}
