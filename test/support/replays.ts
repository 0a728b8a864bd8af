import { type Replay, replayOf } from '../../src/report/replay.ts';
import type { ResultDocument } from '../../src/report/run-document.ts';
import type { Run } from '../../src/run.ts';
import { goodEvidence } from './good-evidence.ts';
import { judged, observed, type RecordedRun } from './recorded-runs.ts';
import { resultOf } from './results.ts';

/** What the run document of a recorded run has to draw it by, as if the run had just ended. */
export function replayOfRun(run: RecordedRun, datapath = run.datapath): Replay {
  const observation = observed(run);
  const { key, canaries } = run.sent;
  return replayOf({
    datapath,
    lab: { topology: run.datapath.topology(run.family) },
    captures: run.captures,
    evidence: goodEvidence(run.datapath, run.family, observation),
    observation,
    verdict: judged(run, run, datapath),
    probe: { outcome: { key } },
    canaries,
  } as unknown as Run);
}

/** The same with all else that a result has. */
export function replayedResult(run: RecordedRun, datapath = run.datapath): ResultDocument {
  return { ...resultOf(run, { datapath }), replay: replayOfRun(run, datapath) };
}

/** As much of a run as a folder keeps packets of. */
export function keptRun({ datapath, captures, sent }: RecordedRun): Run {
  const probe = { outcome: { key: sent.key } };
  return { datapath, captures, probe, verdict: { findings: [] } } as unknown as Run;
}
