import type { Runner } from '../../../host/runner.ts';
import type { Explained } from './docker-trouble.ts';
import type { KindFacts } from './facts.ts';

/** fatal: nothing can come of it; warning: it will probably go wrong; note: good to know. */
export type Severity = 'fatal' | 'warning' | 'note';

/** Something about this machine that a kind cluster will not like, in a LabError's words. */
export interface Finding extends Explained {
  /** What was looked at: `docker`, `inotify watches`. */
  readonly name: string;
  readonly severity: Severity;
}

/** What the cluster is going to be. */
export interface KindWanted {
  readonly cluster: string;
  /** Null: kind's own default. */
  readonly image: string | null;
  readonly nodes: number;
  /** A chart is to be installed. */
  readonly needsHelm: boolean;
  /** A folder or an archive; null if it comes from a repository, or there is none. */
  readonly chart: string | null;
  /** Image archives that every node is to be given. */
  readonly archives: readonly string[];
}

export interface KindPreflight extends KindWanted {
  readonly runner: Runner;
}

/** One thing to look at. */
export interface Check {
  readonly name: string;
  /** What is wrong with it; null if nothing is, or it could not be asked. */
  readonly look: (facts: KindFacts, wanted: KindWanted) => Omit<Finding, 'name'> | null;
  /** What is there if nothing is wrong; without it, the doctor has nothing to say about it. */
  readonly found?: (facts: KindFacts) => string | null;
}
