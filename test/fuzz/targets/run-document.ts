import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareRuns } from '../../../src/compare-runs.ts';
import { LabError } from '../../../src/errors.ts';
import { comparisonText } from '../../../src/report/comparison-text.ts';
import { annotationsOf } from '../../../src/report/formats/github.ts';
import { junitOf } from '../../../src/report/formats/junit.ts';
import { tapOf } from '../../../src/report/formats/tap-protocol.ts';
import { htmlReport } from '../../../src/report/html/html-report.ts';
import { resultView } from '../../../src/report/html/result-view.ts';
import { runText } from '../../../src/report/run-text.ts';
import { mergedCapture } from '../../../src/run-folder/merged-capture.ts';
import { openRun, type SavedRun } from '../../../src/run-folder/saved-run.ts';
import { plainStyle } from '../../support/plain-style.ts';
import { recordedRun } from '../../support/recorded-runs.ts';
import { replayedResult } from '../../support/replays.ts';
import type { Target } from '../engine/target.ts';
import { bytesOf, mutateAsJson } from '../engine/text-form.ts';
import { must, mustBePlain, orLabErrorIn } from '../must.ts';
import { ownFolder } from '../own-folder.ts';
import { FIXTURES } from '../seeds.ts';

const RUNS = [
  'cilium/same-node ping IPv4',
  'kube-proxy/iptables tcp IPv4',
  'flannel/vxlan ping IPv6',
];

function seeds(): Uint8Array[] {
  return RUNS.map((title) => {
    const run = recordedRun(title);
    return bytesOf(JSON.stringify({ ...run.document, results: [replayedResult(run)] }));
  });
}

/** A run folder whose captures are those of the seeds; its document is the input. */
function folderWith(input: Uint8Array): string {
  const folder = join(ownFolder(), 'run');
  if (mkdirSync(folder, { recursive: true })) {
    for (const title of RUNS) {
      const { datapath, document } = recordedRun(title);
      const { family, kind } = document.results[0]!.probe!;
      const from = join(FIXTURES, 'runs', datapath.name.replace('/', '-'), `${kind}-${family}`);
      cpSync(from, join(folder, datapath.name), { recursive: true });
    }
  }
  writeFileSync(join(folder, 'run.json'), input);
  return folder;
}

async function report(run: SavedRun, isLong: boolean): Promise<void> {
  const { document } = run;
  for (const width of [40, 80]) mustBePlain(runText(document, plainStyle(width)), 'the report');
  mustBePlain(tapOf(document), 'TAP');
  mustBePlain(annotationsOf(document), 'annotations');
  junitOf(document);
  for (const result of document.results) {
    const taps = await orLabErrorIn(() => run.captures(result));
    if (taps instanceof LabError) continue;
    mergedCapture([{ taps, findings: result.findings, key: result.replay?.key ?? null }]);
    if (isLong) htmlReport(document, [resultView(result, taps, 20)]);
  }
}

export const target: Target = {
  ...{ name: 'run-document', reads: 'run folders, and all reports that are made of them' },
  ...{ share: 0.5, longest: 40_000, seeds },
  mutate: mutateAsJson(['pod1/eth0', 'pass', 'inconclusive', 'ping', 'cni-lab/run/2', '../x.pcap']),
  run: async (input) => {
    const folder = folderWith(input);
    const run = await orLabErrorIn(() => openRun(folder));
    if (run instanceof LabError) {
      must(run.code === 'E_RUN_FOLDER', `it is refused by ${run.code}`);
      return;
    }
    const isLong = input.length % 8 === 0;
    const failed = await orLabErrorIn(() => report(run, isLong));
    if (failed instanceof LabError || !isLong) return;
    const compared = await orLabErrorIn(() => compareRuns(folder, folder, undefined));
    if (compared instanceof LabError) return;
    mustBePlain(comparisonText(compared.comparison, plainStyle()), 'the comparison');
  },
};
