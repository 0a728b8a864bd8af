import { basename } from 'node:path';
import type { Analysis } from '../analyze/analyze.ts';
import type { Outcome } from '../analyze/analyze-files.ts';
import { estimate } from '../analyze/clocks.ts';
import { notesOn } from '../analyze/notes.ts';
import type { FoundFlow } from '../analyze/tap-file.ts';
import { LabError } from '../errors.ts';
import { resultDocument } from '../report/result-document.ts';
import type { ResultDocument } from '../report/run-document.ts';

/** What `analyze --json` prints of a flow. */
export interface FlowDocument {
  /** `ping 10.244.1.234 > 10.244.1.174, id 21` */
  readonly flow: string;
  readonly result: ResultDocument;
  readonly clocks: ClocksDocument;
  readonly notes: readonly string[];
}

export interface ClocksDocument {
  readonly are: 'one' | 'apart' | 'drifting' | 'contradicted';
  /** Request/reply pairs that it rests on. */
  readonly pairs: number;
  /** Nanoseconds that each clock is ahead of the first; null where nothing bounds it. */
  readonly clocks: readonly {
    readonly files: readonly string[];
    readonly aheadNs: { readonly least: number | null; readonly most: number | null };
    /** What stamps were corrected by. */
    readonly correctedNs: number;
  }[];
}

/** A flow of which it cannot be told which file is which tap, or why. */
export interface UnjudgedDocument {
  readonly flow: string;
  readonly error: ReturnType<LabError['toJSON']>;
}

export interface ListedFlow {
  /** What `--flow` takes. */
  readonly number: number;
  readonly flow: string;
  /** In how many files, or devices of one, it was found. */
  readonly files: number;
}

export function flowDocuments({ found, judged }: Outcome): (FlowDocument | UnjudgedDocument)[] {
  const isEach = judged.length > 1;
  return judged.map(({ flow, outcome }) =>
    outcome instanceof LabError
      ? { flow: flow.title, error: outcome.toJSON() }
      : flowDocument(outcome, isEach ? [] : found),
  );
}

export function listedFlows(found: readonly FoundFlow[]): ListedFlow[] {
  return found.map(({ flow, files }, i) => ({ number: i + 1, flow: flow.title, files }));
}

function flowDocument(analysis: Analysis, found: readonly FoundFlow[]): FlowDocument {
  const { observation, family, flow, clocks } = analysis;
  const result = resultDocument({
    ...analysis,
    observation: {
      ...observation,
      taps: observation.taps.map((tap) => ({ ...tap, device: basename(tap.device) })),
    },
    labOf: null,
    probe: {
      kind: flow.key.kind,
      family,
      count: observation.probe.count,
      from: 'pod1',
      to: 'pod2',
      answered: null,
    },
    places: analysis.files.map((pcap) => ({ ifindex: null, namespace: null, pcap, live: null })),
    phasesMs: {},
  });
  const fileOf = (name: string) =>
    analysis.files[observation.taps.findIndex(({ tap }) => tap === name)]!;
  const number = (ns: bigint | null) => (ns === null ? null : Number(ns));
  return {
    flow: flow.title,
    result,
    clocks: {
      are: clocks.are,
      pairs: clocks.pairs,
      clocks: clocks.clocks.map(({ taps, ahead }) => ({
        files: taps.map(fileOf),
        aheadNs: { least: number(ahead.least), most: number(ahead.most) },
        correctedNs: clocks.are === 'apart' ? Number(estimate(ahead)) : 0,
      })),
    },
    notes: notesOn(analysis, found),
  };
}
