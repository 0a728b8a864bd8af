// Records a good run of every datapath, probe and family into test/fixtures/runs/: as root.
// The tests of the verdict start from these; run it again when a datapath or the run folder changes.
//   record-runs.mjs [DATAPATH...]    records only those anew, and leaves the others as they are
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSources } from './import-sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = join(root, 'test/fixtures/runs');
const program = join(root, 'bin/cni-lab.js');
const scratch = mkdtempSync(join(tmpdir(), 'cni-lab-record-'));

execFileSync('node', [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
const names = process.argv.slice(2);
if (names.length === 0) rmSync(runs, { recursive: true, force: true });
try {
  const { CATALOGUE, familiesOf, findDatapath, probesOf } = await importSources(
    'src/datapaths/catalogue.ts',
    'src/datapaths/datapath.ts',
  );
  for (const datapath of names.length > 0 ? names.map(findDatapath) : CATALOGUE) {
    rmSync(join(runs, datapath.name.replace('/', '-')), { recursive: true, force: true });
    for (const probe of probesOf(datapath)) {
      for (const family of familiesOf(datapath)) record(datapath.name, probe, `${family}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Keeps run.json and one pcap for each tap; a run that does not pass stops everything. */
function record(datapath, probe, family) {
  const out = join(scratch, datapath.replace('/', '-'), `${probe}-${family}`);
  cniLab('verify', datapath, '--probe', probe, '--family', family, '--count', '3', '--out', out);
  const kept = join(runs, datapath.replace('/', '-'), `${probe}-${family}`);
  mkdirSync(kept, { recursive: true });
  copyFileSync(join(out, 'run.json'), join(kept, 'run.json'));
  for (const file of readdirSync(join(out, datapath)).filter((f) => f.endsWith('.pcap'))) {
    copyFileSync(join(out, datapath, file), join(kept, file));
  }
  console.log(`${datapath} ${probe} IPv${family}`);
}

function cniLab(...args) {
  return execFileSync('node', [program, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
