import { CATALOGUE, claims } from '../../src/datapaths/catalogue.ts';
import type { Datapath } from '../../src/datapaths/datapath.ts';
import { resultDocument } from '../../src/report/result-document.ts';
import type { ResultDocument } from '../../src/report/run-document.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { type Identification, identify } from '../../src/verdict/identify.ts';
import type { Observation } from '../../src/verdict/observation.ts';
import { goodEvidence } from './good-evidence.ts';
import { judged, observed, type RecordedRun, type Recording, RUNS } from './recorded-runs.ts';

/** The result as the run document has it, as if the run had just ended. */
export function resultOf(
  run: RecordedRun,
  change: { recording?: Recording; datapath?: Datapath; evidence?: Evidence } = {},
): ResultDocument {
  const { recording = run, datapath = run.datapath } = change;
  const observation = observed(recording);
  const evidence = change.evidence ?? goodEvidence(run.datapath, run.family, observation);
  const recorded = run.document.results[0]!;
  return resultDocument({
    datapath,
    labOf: run.datapath.name,
    probe: recorded.probe!,
    observation,
    verdict: judged(run, recording, datapath, evidence),
    identification:
      change.recording || change.evidence
        ? identify(observation, evidence, CLAIMS[run.family])
        : identified(run, observation, evidence),
    places: recorded.taps.map(({ ifindex, namespace, pcap, live }) => ({
      ...{ ifindex, namespace, pcap, live },
    })),
    phasesMs: {},
    ...(change.evidence && { evidence }),
  });
}

/** What a result has of which nothing was captured. */
export const NOTHING_SEEN = {
  ...{ taps: [], findings: [], witnesses: [], identified: [], tellApart: null, phasesMs: {} },
} as const;

const CLAIMS = { 4: claims(4), 6: claims(6) } as const;
const IDENTIFIED = new WeakMap<RecordedRun, Identification>();

/** Kept: it is the same whatever the run is held against. */
function identified(run: RecordedRun, ...what: [Observation, Evidence]): Identification {
  const known = IDENTIFIED.get(run) ?? identify(...what, CLAIMS[run.family]);
  IDENTIFIED.set(run, known);
  return known;
}

/** A recorded run of each datapath: the last, so that addresses are as long as they get. */
export const ONE_OF_EACH: readonly RecordedRun[] = [
  ...new Map(RUNS.map((run) => [run.datapath.name, run])).values(),
];

/** What comes of a run, held against every datapath. */
export function againstAll(run: RecordedRun): ResultDocument[] {
  return CATALOGUE.map((datapath) => resultOf(run, { datapath }));
}
