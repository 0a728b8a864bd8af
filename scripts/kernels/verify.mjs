// npm run kernels: verifies datapaths on other kernels, under QEMU, and says in one table which are verified where.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importSources } from '../import-sources.mjs';

const USAGE = `npm run kernels -- [options]
  --kernel KERNEL[=DATAPATH,...]  where, and what there (default: 5.10, 6.1, 6.12, sid); can be given several times
  --datapath DATAPATH             names or globs (default: all), for kernels without datapaths of their own;
                                  "lacking": those that this machine's own kernel cannot run
  --host                          on this machine's own kernel, too: as root
  --probe KIND, --family N, --count N   as verify has them
  --guests N                      how many kernels at the same time (default: 2)
  --timeout SECONDS               for each kernel (default: 3600)
  --out DIR                       for matrix.json and the run folders (default: cni-lab-runs/kernels-TIME)
`;
const HOST = 'here';
const root = fileURLToPath(new URL('../..', import.meta.url));
const bench = join(root, 'scripts/kernels.sh');
const program = join(root, 'bin/cni-lab.js');

const options = parsedOptions();
const out = options.out ?? join('cni-lab-runs', `kernels-${stamp(new Date())}`);
const { CATALOGUE, selectDatapaths, findTool, matrixOf, matrixText, exitCodeOfMatrix } =
  await importSources(
    'src/datapaths/catalogue.ts',
    'src/host/tools.ts',
    'scripts/kernels/matrix.ts',
  );
const wanted = [
  ...(options.host ? [{ kernel: HOST, datapaths: select(options.datapath) }] : []),
  ...options.kernel.map((asked) => {
    const [kernel, own] = asked.split('=');
    return { kernel, datapaths: select(own ? own.split(',') : options.datapath) };
  }),
].filter(({ datapaths }) => datapaths.length > 0);
const prepared = wanted.map(prepare); // one after the other: they download, and install packages

const queue = [...prepared.entries()];
const columns = [];
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    columns[next[0]] = await verified(next[1]);
  }
};
await Promise.all(Array.from({ length: Number(options.guests) }, worker));

const matrix = matrixOf(columns);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'matrix.json'), `${JSON.stringify(matrix, null, 2)}\n`);
process.stdout.write(`${matrixText(matrix)}\n  kept in ${out}\n`);
process.exitCode = exitCodeOfMatrix(matrix);

function parsedOptions() {
  const list = (fallback) => ({ type: 'string', multiple: true, default: fallback });
  try {
    return parseArgs({
      options: {
        kernel: list(['5.10', '6.1', '6.12', 'sid']),
        datapath: list(['*']),
        host: { type: 'boolean', default: false },
        ...Object.fromEntries(
          ['probe', 'family', 'count', 'out'].map((o) => [o, { type: 'string' }]),
        ),
        guests: { type: 'string', default: '2' },
        timeout: { type: 'string', default: '3600' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function select(patterns) {
  try {
    const names = patterns.flatMap((pattern) =>
      pattern === 'lacking' ? lacking() : selectDatapaths(pattern).map((d) => d.name),
    );
    return [...new Set(names)];
  } catch (error) {
    process.stderr.write(`${error.message}; ${error.why}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** What lacks a program here lacks it in a guest, too: that has this machine's files. */
function lacking() {
  const said = execFileSync('node', [program, 'list', '--json'], { encoding: 'utf8' });
  const hasTools = (name) => (selectDatapaths(name)[0].tools ?? []).every((tool) => findTool(tool));
  return JSON.parse(said).datapaths.flatMap(({ name, runnable }) =>
    runnable || !hasTools(name) ? [] : name,
  );
}

/** Sees to it that the kernel is there; without a NIC that has SR-IOV there is nothing to verify about that. */
function prepare({ kernel, datapaths }) {
  if (kernel === HOST) return { kernel, datapaths };
  const onNic = datapaths.filter((name) =>
    CATALOGUE.find((d) => d.name === name).needs.includes('sriov'),
  );
  const nic = onNic.length > 0 && unavailable('--nic', 'igb', kernel) === null;
  const trouble = nic ? null : unavailable(kernel);
  if (trouble) return { kernel, datapaths, trouble };
  return { kernel, datapaths: datapaths.filter((name) => nic || !onNic.includes(name)), nic };
}

/** Why something of it cannot be had, or null. What it says goes to stderr as it comes. */
function unavailable(...args) {
  try {
    execFileSync('bash', [bench, '--fetch', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    return null;
  } catch (error) {
    if (error.status !== 3) process.exit(error.status ?? 1);
    return { kind: 'unavailable', why: 'not to be had here, see above' };
  }
}

async function verified(column) {
  const { kernel, datapaths, nic, trouble } = column;
  if (trouble || datapaths.length === 0) return { ...column, run: null };
  const passed = ['probe', 'family', 'count'].flatMap((o) =>
    options[o] === undefined ? [] : [`--${o}`, options[o]],
  );
  const folder = join(out, kernel);
  rmSync(join(folder, 'run.json'), { force: true }); // an older run's
  const verify = [
    ...['node', program, 'verify', ...datapaths, ...passed],
    ...['--json', '--timeout', options.timeout],
  ];
  const guest = [
    ...['bash', bench, ...(nic ? ['--nic', 'igb'] : []), '--out', out],
    ...['--timeout', `${Number(options.timeout) + 60}`, kernel], // some more, for the start
    ...['sh', '-c', 'exec "$@" --jobs 1 --out "$KERNEL_OUT"', 'sh', ...verify], // it has one processor
  ];
  process.stderr.write(
    `kernels: ${kernel}, ${datapaths.length} of ${CATALOGUE.length} datapaths\n`,
  );
  const { stdout, stderr } = await ended(kernel === HOST ? [...verify, '--out', folder] : guest);
  const file = join(folder, 'run.json');
  if (existsSync(file)) return { ...column, run: JSON.parse(readFileSync(file, 'utf8')) };
  return { ...column, ...withoutRun(stdout, stderr, datapaths, kernel) };
}

/** One datapath alone that cannot be verified leaves an error in place of a run. */
function withoutRun(stdout, stderr, datapaths, kernel) {
  const { error } = json(stdout) ?? {};
  if (!error) {
    const why = stderr.trim().split('\n').slice(-6).join('\n    ');
    return { run: null, trouble: { kind: 'broken', why: why || 'no run, and no word of why' } };
  }
  const verdict = error.code === 'E_KERNEL_FEATURE' ? 'skipped' : 'inconclusive';
  const results = datapaths.map((datapath) => ({ datapath, verdict, reason: error.message }));
  return { run: { durationMs: null, environment: { kernel }, results } };
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ended([file, ...args]) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', () => resolve(said));
  });
}

/** `20261121-101502` */
function stamp(at) {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
