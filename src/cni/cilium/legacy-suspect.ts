import type { CiliumConfig } from './agent-answers.ts';
import type { AgentLog } from './agent-log.ts';
import type { CiliumMode } from './mode.ts';

export type LegacyCauseName =
  | 'asked-for'
  | 'iptables-masquerading'
  | 'kube-proxy-replacement-off'
  | 'cni-chaining'
  | 'ipsec'
  | 'kernel'
  | 'unknown';

/** One thing that by itself keeps an agent in Legacy host routing. */
export interface Suspect {
  readonly cause: LegacyCauseName;
  readonly text: string;
  readonly inShort: string;
  readonly evidence: readonly string[];
  /** Helm values that end it. */
  readonly set: readonly string[];
  /** The chart version that ends it. */
  readonly upgrade?: string;
  /** Where Helm cannot end it. */
  readonly command?: string;
}

/** An agent in Legacy, and what there is to tell why. */
export interface LegacyCase {
  readonly mode: CiliumMode;
  readonly status: string | null;
  readonly config: CiliumConfig | null;
  readonly log: AgentLog;
}
