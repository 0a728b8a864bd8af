import type { CniReport } from './cni/cni-report.ts';
import type { Datapath } from './datapaths/datapath.ts';
import type { Topology } from './datapaths/topology.ts';
import type { Backend, Lab } from './labs/lab.ts';

/** One datapath to be held against one lab. */
export interface Job {
  readonly datapath: Datapath;
  /** Name of the lab's own datapath. */
  readonly labOf: string;
  /** Datapaths that the lab may turn out to have, beside the catalogue's. */
  readonly others: readonly Datapath[];
  /** Why a live cluster is expected to have that one: its agents' word, its devices; else nothing. */
  readonly because: readonly string[];
  readonly makeLab: () => Promise<Lab>;
  /** Where the lab has many pairs of pods: each pair's topology, by roles. @throws LabError E_USAGE */
  readonly pairs?: () => readonly Topology[];
  readonly release: (lab: Lab) => Promise<void>;
}

/** All that is to be verified, and where. */
export interface Plan {
  readonly jobs: readonly Job[];
  readonly backend: Backend;
  /** Whether they are verified in the same pods: at the same time each would see the others' packets, and their ports are taken. */
  readonly sharesPods: boolean;
  /** What a live cluster says of its CNI. */
  readonly cni: CniReport | null;
  /** What the user has to know afterwards. */
  notes(): string[];
  close(): Promise<void>;
}
