// Records what the kernel's tracepoints tell of a good run, and the run itself, into test/fixtures/traces/: as root.
//   record-traces.mjs DATAPATH...
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSources } from './import-sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin/cni-lab.js');
const { findDatapath, tracedFlow } = await importSources(
  'src/datapaths/catalogue.ts',
  'src/labs/traced-flow.ts',
);
for (const name of process.argv.slice(2)) await record(findDatapath(name));

async function record({ name, topology }) {
  const lab = `record-${process.pid}`;
  const scratch = mkdtempSync(join(tmpdir(), 'cni-lab-record-'));
  cniLab('up', name, '--name', lab);
  try {
    const namespace = (place) => `cni-lab.${lab}.${place}`;
    const flow = tracedFlow({ topology: topology(4), namespace }, 'ping');
    const tracer = spawn(join(root, 'dist/trace'), [
      ...[join(root, 'dist/bpf/trace.bpf.o'), 'hops', `${flow.protocol}`, flow.addresses.join(',')],
      ...[...flow.places].map(([place, path]) => `${place}=${path}`),
    ]);
    let told = '';
    const ended = new Promise((resolve) => tracer.on('close', resolve));
    await new Promise((resolve) => {
      tracer.stdout.on('data', (chunk) => {
        told += chunk;
        resolve();
      });
    });
    cniLab('verify', name, '--name', lab, '--out', scratch);
    tracer.kill('SIGTERM');
    await ended;
    const kept = join(root, 'test/fixtures/traces', name.replace('/', '-'));
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept, { recursive: true });
    const captures = join(scratch, name);
    const pcaps = readdirSync(captures).filter((file) => file.endsWith('.pcap'));
    for (const file of pcaps) cpSync(join(captures, file), join(kept, file));
    cpSync(join(scratch, 'run.json'), join(kept, 'run.json'));
    writeFileSync(join(kept, 'trace.jsonl'), told);
  } finally {
    cniLab('down', '--name', lab);
    rmSync(scratch, { recursive: true, force: true });
  }
}

function cniLab(...args) {
  return execFileSync('node', [program, ...args], { encoding: 'utf8' });
}
