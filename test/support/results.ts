import { CATALOGUE, claims } from '../../src/datapaths/catalogue.ts';
import type { Datapath } from '../../src/datapaths/datapath.ts';
import { resultDocument } from '../../src/report/result-document.ts';
import type { ResultDocument } from '../../src/report/run-document.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { identify } from '../../src/verdict/identify.ts';
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
    identification: identify(observation, evidence, claims(run.family)),
    places: recorded.taps.map(({ ifindex, namespace, pcap, live }) => ({
      ...{ ifindex, namespace, pcap, live },
    })),
    phasesMs: {},
  });
}

/** Every recorded run, held against every datapath. */
export const ALL_RESULTS: readonly { title: string; result: ResultDocument }[] = RUNS.flatMap(
  (run) =>
    CATALOGUE.map((datapath) => ({
      title: `${run.title} against ${datapath.name}`,
      result: resultOf(run, { datapath }),
    })),
);
