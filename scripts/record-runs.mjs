// Records a good run of every datapath, probe and family into test/fixtures/runs/: as root.
// The tests of the verdict start from these; run it again when a datapath or the run folder changes.
//   record-runs.mjs [DATAPATH...]    records only those anew, and leaves the others as they are
// What this kernel cannot run is recorded on 6.12 under QEMU, by this script in the guest.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSources } from './import-sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin/cni-lab.js');
const scratch = mkdtempSync(join(tmpdir(), 'cni-lab-record-'));
/** The folder of a guest that stays; its dist/ is the one that was built outside. */
const { KERNEL_OUT } = process.env;
const runs = KERNEL_OUT ?? join(root, 'test/fixtures/runs');
const KERNEL = '6.12';

if (!KERNEL_OUT) execFileSync('node', [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
const names = process.argv.slice(2);
try {
  const { CATALOGUE, familiesOf, findDatapath, probesOf } = await importSources(
    'src/datapaths/catalogue.ts',
    'src/datapaths/datapath.ts',
  );
  const chosen = names.length > 0 ? names.map(findDatapath) : CATALOGUE;
  const runnable = KERNEL_OUT ? CATALOGUE.map(({ name }) => name) : runnableHere();
  if (names.length === 0) rmSync(runs, { recursive: true, force: true });
  for (const datapath of chosen.filter(({ name }) => runnable.includes(name))) {
    rmSync(join(runs, folderOf(datapath.name)), { recursive: true, force: true });
    for (const probe of probesOf(datapath)) {
      for (const family of familiesOf(datapath)) record(datapath.name, probe, `${family}`);
    }
  }
  const elsewhere = chosen.filter(({ name }) => !runnable.includes(name));
  const hasNic = ({ needs }) => needs.includes('sriov');
  recordElsewhere(elsewhere.filter((datapath) => !hasNic(datapath)));
  recordElsewhere(elsewhere.filter(hasNic), '--nic', 'igb');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function folderOf(datapath) {
  return datapath.replace('/', '-');
}

function runnableHere() {
  const { datapaths } = JSON.parse(cniLab('list', '--json'));
  return datapaths.flatMap(({ name, runnable }) => (runnable ? name : []));
}

/** @param options for the guest */
function recordElsewhere(datapaths, ...options) {
  if (datapaths.length === 0) return;
  const again = ['node', fileURLToPath(import.meta.url), ...datapaths.map(({ name }) => name)];
  const bench = join(root, 'scripts/kernels.sh');
  const out = ['--out', scratch, '--timeout', '7200'];
  execFileSync(bench, [...options, ...out, KERNEL, ...again], { stdio: 'inherit' });
  for (const { name } of datapaths) {
    const recorded = join(scratch, KERNEL, folderOf(name));
    const kept = join(runs, folderOf(name));
    rmSync(kept, { recursive: true, force: true });
    cpSync(recorded, kept, { recursive: true });
  }
}

/** Keeps run.json and one pcap for each tap; a run that does not pass stops everything. */
function record(datapath, probe, family) {
  const out = join(scratch, folderOf(datapath), `${probe}-${family}`);
  cniLab('verify', datapath, '--probe', probe, '--family', family, '--count', '3', '--out', out);
  const kept = join(runs, folderOf(datapath), `${probe}-${family}`);
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
