import type { Leg } from './join-key.ts';

export type CheckCode =
  | 'tap-missing'
  | 'not-sent'
  | 'not-answered'
  | 'asked'
  | 'missing'
  | 'unexpected'
  | 'unproven-absence'
  | 'capture-fault'
  | 'too-few-probes'
  | 'direction'
  | 'ttl'
  | 'source-mac'
  | 'addresses'
  | 'encapsulation'
  | 'copies'
  | 'sealed'
  | 'order'
  | 'programs'
  | 'conntrack'
  | 'kube-proxy'
  | 'translation'
  | 'routes'
  | 'drops'
  | 'rescheduling'
  | 'forwarder'
  | 'device-counters';

/** One question put to the captures (or to a witness), and the answer. */
export interface Check {
  readonly code: CheckCode;
  readonly tap: string | null;
  readonly leg: Leg | null;
  /** True: as expected. False: contradicted. Null: cannot be told from what there is. */
  readonly ok: boolean | null;
  readonly expected: string;
  readonly seen: string;
}

/** What is seen where there is no tap. */
export const NO_TAP = 'no such tap';
