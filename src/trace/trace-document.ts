import type { ProbeKind } from '../verdict/join-key.ts';
import type { Trips } from '../verdict/trips.ts';
import type { LegLine } from './time-line.ts';

/** bpf: our own programs at the kernel's tracepoints. pwru: kprobes by pwru. monitor: what Cilium's agents tell. */
export type TracerName = 'bpf' | 'pwru' | 'monitor';

/** What `trace --json` prints. */
export interface TraceDocument {
  readonly schema: 'cni-lab/trace/1';
  readonly lab: string;
  readonly backend: 'netns' | 'kind' | 'cluster';
  /** What told of the packets beside the taps, and why it was that. */
  readonly tracer: { readonly name: TracerName; readonly because: string };
  /** The datapath that the lab was made for, or the cluster's live mode promises; null where none of the catalogue is. */
  readonly promised: string | null;
  readonly because: readonly string[];
  readonly probe: {
    readonly kind: ProbeKind;
    readonly family: 4 | 6;
    readonly count: number;
    readonly answered: number;
    /** The sender's own words if something went wrong. */
    readonly complaint: string;
  };
  readonly pods: readonly TracedPod[];
  /** None: no Cilium agent runs on these nodes. */
  readonly agents: readonly TracedAgent[];
  /** Whether all taps' packets are stamped by one clock; else times count from each node's first. */
  readonly oneClock: boolean;
  readonly legs: readonly LegLine[];
  /** How often packets waited for a CPU on their way; null: nobody counted, or not all. */
  readonly trips: readonly Trips[] | null;
  /** How often the lab's datapath has each of them wait, where it says so. */
  readonly rescheduled: number | null;
  readonly remarks: readonly string[];
}

export interface TracedPod {
  /** `pod1`: the sender; `pod2`: to whom. */
  readonly role: string;
  /** `NAMESPACE/NAME` */
  readonly name: string;
  readonly address: string;
  /** `node1` */
  readonly node: string;
  readonly nodeName: string;
  /** Its host side. */
  readonly device: string;
  /** Id of its endpoint; null where no agent tells. */
  readonly endpoint: number | null;
}

export interface TracedAgent {
  /** `node1` */
  readonly node: string;
  /** Events of the probe's packets, and of others between or with these pods. */
  readonly events: number;
  readonly others: number;
  /** Events that the agent could not pass on. */
  readonly lost: number;
  /** It showed a packet that was sent before the probe, so it was listening. */
  readonly listened: boolean;
  /** It showed a packet that was sent after the probe, so it had told all before. */
  readonly complete: boolean;
  readonly fault: string | null;
}
