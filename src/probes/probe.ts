import type { Family } from '../datapaths/topology.ts';
import type { Runner } from '../host/runner.ts';
import type { ProbeKey, ProbeKind } from '../verdict/join-key.ts';

/** What to send. */
export interface ProbeOptions {
  readonly kind: ProbeKind;
  readonly family: Family;
  /** How many requests. */
  readonly count: number;
  readonly intervalMs: number;
  /** Bytes of a UDP or TCP message. */
  readonly size: number;
}

/** Traffic to be sent from one pod to another. */
export interface ProbePlan extends ProbeOptions {
  readonly from: { readonly name: string; readonly runner: Runner };
  readonly to: {
    readonly name: string;
    readonly runner: Runner;
    /** The address that is asked. */
    readonly address: string;
    /** Its own, where a server listens: another one behind a service. */
    readonly listen: string;
    readonly port: number;
  };
  /** Who else listens, at the same port: any of them may be the one that is asked. */
  readonly others?: readonly { readonly runner: Runner; readonly listen: string }[];
  /** By a UDP socket that is connected to nobody. */
  readonly unconnected?: boolean;
  readonly signal?: AbortSignal;
  /** To be done when the first request is answered; the second is not sent before it is. */
  readonly afterFirst?: () => Promise<void>;
}

/** What the sender itself says of it. */
export interface ProbeOutcome {
  readonly key: ProbeKey;
  readonly sent: number;
  readonly answered: number;
  /** Why it could not be sent or was not answered, in the tool's own words; empty if all went well. */
  readonly complaint: string;
}

/** Sends it and waits for the answers. @throws LabError, CommandError if it cannot even start */
export type Probe = (plan: ProbePlan) => Promise<ProbeOutcome>;
