import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { analyzeFiles } from '../../../src/analyze/analyze-files.ts';
import { linksIn } from '../../../src/analyze/links.ts';
import { flowDocuments } from '../../../src/cli/analysis-document.ts';
import { analysisText } from '../../../src/cli/analysis-text.ts';
import { findDatapath } from '../../../src/datapaths/catalogue.ts';
import { LabError } from '../../../src/errors.ts';
import { plainStyle } from '../../support/plain-style.ts';
import type { Target } from '../engine/target.ts';
import { textOf } from '../engine/text-form.ts';
import { mustBePlain, orLabError, orLabErrorIn } from '../must.ts';
import { ownFolder } from '../own-folder.ts';
import { bytesIn, filesIn } from '../seeds.ts';

export const target: Target = {
  ...{
    name: 'capture-file',
    reads: "other people's captures, compressed or not, to their verdict",
  },
  ...{ share: 2, longest: 8000 },
  seeds: () => {
    const some = [
      ...filesIn('test/fixtures/runs/cilium-same-node', /lxc\.pcap$/),
      ...filesIn('test/fixtures/packets', /(any.*\.pcap|\.pcapng)$/),
      ...filesIn('test/fixtures/runs/flannel-vxlan', /eth0\.pcap$/).slice(0, 4),
    ].map((file) => bytesIn(file).slice(0, 8000));
    return [...some, ...some.slice(0, 2).map((bytes) => new Uint8Array(gzipSync(bytes)))];
  },
  run: async (input) => {
    orLabError(() => linksIn(textOf(input), 'links.json'));
    const file = join(ownFolder(), 'capture.pcap');
    writeFileSync(file, input);
    const outcome = await orLabErrorIn(() =>
      analyzeFiles({
        ...{ files: [{ file, tap: null }], datapath: findDatapath('cilium/same-node') },
        ...{ choice: { how: 'each' }, links: [] },
      }),
    );
    if (outcome instanceof LabError) return;
    mustBePlain(analysisText(flowDocuments(outcome), plainStyle()), 'the analysis');
  },
};
