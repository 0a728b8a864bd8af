// npm run soak: many verifies, some side by side, and whether anything on this machine gets more and more by it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importSources } from '../import-sources.mjs';
import { MEASURES, sample } from './sample.mjs';

const USAGE = `npm run soak -- [options]       as root
  --runs N           verifies in all (default: 1000)
  --jobs N           at the same time (default: 4)
  --every N          look at the machine after so many (default: 50)
  --json FILE        where the samples go (default: cni-lab-runs/soak.json)
  -- OPTIONS         for every verify, such as --probe tcp
`;
const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin/cni-lab.js');
/** The kernel takes network namespaces apart when it finds the time. */
const SETTLE_MS = 10_000;
const QUIET_LOOKS = 5;
/** More than any run may take by its own deadline. */
const HUNG_MS = 120_000;

/** In turn: what is verified, and the exit code that is right. The last two of a lab that does not do what it should. */
const KINDS = [
  { args: [], code: 0 },
  { args: ['cilium/same-node-legacy'], code: 0 },
  { args: ['--probe', 'tcp'], code: 0 },
  { args: ['flannel/vxlan', '--family', '6'], code: 0 },
  { args: ['kube-proxy/iptables', '--probe', 'udp'], code: 0 },
  { args: ['cilium/policy-drop'], code: 0 },
  { args: ['cilium/socket-lb'], code: 0 },
  { args: ['linux/bridge'], code: 0 },
  { args: ['cilium/same-node', '--lab', 'cilium/same-node-legacy'], code: 1 },
  { args: ['flannel/vxlan', '--lab', 'flannel/host-gw'], code: 1 },
];

const { values: options, positionals: more } = parsedOptions();
const { runs, jobs, every } = Object.fromEntries(
  ['runs', 'jobs', 'every'].map((name) => [name, Number(options[name])]),
);
const { leftovers, growthOf, growthText } = await importSources(
  'test/e2e/support/leftovers.ts',
  'scripts/soak/growth.ts',
);
const before = leftovers();
if (before.length > 0) {
  process.stderr.write(`soak: remove first what is there (cni-lab down --all): ${before}\n`);
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'cni-soak-'));
const started = Date.now();
const wrong = [];
const samples = [];
let peaks = [];
let next = 0;
try {
  await batch(Math.min(jobs * KINDS.length, every), []); // caches fill, modules are loaded
  next = 0;
  await look();
  while (next < runs) {
    await batch(Math.min(every, runs - next), wrong);
    await look();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const growths = growthOf(MEASURES, samples);
const seconds = Math.round((Date.now() - started) / 1000);
const grew = growths.filter((growth) => growth.grew).map(({ name }) => name);
process.stdout.write(
  [
    `${runs} verifies, ${jobs} side by side, ${seconds} s; looked ${samples.length} times`,
    growthText(growths),
    wrong.length > 0 ? `wrong: ${wrong.length} of ${runs}` : `all ${runs} ended as they should`,
    ...wrong
      .slice(0, 5)
      .map(({ args, code, said }) => `  verify ${args.join(' ')}: ${code}\n${said}`),
    grew.length > 0 ? `grew: ${grew.join(', ')}` : 'nothing grew',
    '',
  ].join('\n'),
);
const report = { schema: 'cni-lab/soak/1', runs, jobs, seconds, wrong, growths, samples };
mkdirSync(dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
process.exitCode = wrong.length > 0 || grew.length > 0 ? 1 : 0;

function parsedOptions() {
  const text = (fallback) => ({ type: 'string', default: fallback });
  try {
    return parseArgs({
      options: {
        ...{ runs: text('1000'), jobs: text('4'), every: text('50') },
        json: text('cni-lab-runs/soak.json'),
      },
      allowPositionals: true,
    });
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** So many runs, each with its place in the turns; those that end as they should not are put with the wrong ones. */
async function batch(size, into) {
  const end = next + size;
  const worker = async (number) => {
    while (next < end) {
      const { args, code } = KINDS[next++ % KINDS.length];
      const ended = await verify([...args, ...more], number);
      if (ended.code !== code) into.push({ args, ...ended });
    }
  };
  await Promise.all(Array.from({ length: jobs }, (_, i) => worker(i)));
  process.stderr.write(`soak: ${next} of ${runs}, ${wrong.length} wrong\n`);
}

async function verify(args, number) {
  const peak = join(scratch, `peak-${number}`);
  const argv = [
    ...['--require', join(root, 'scripts/bench/peak-memory.cjs'), program],
    ...['verify', ...args, '--quiet', '--out', join(scratch, `run-${number}`)],
  ];
  const child = spawn(process.execPath, argv, {
    ...{ cwd: scratch, env: { ...process.env, PEAK_MEMORY: peak, NO_COLOR: '1' } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(hung);
  if (existsSync(peak)) peaks.push(Number(readFileSync(peak, 'utf8')) * 1024);
  rmSync(peak, { force: true });
  return { code, said };
}

/** When what the runs left to the kernel stands still. */
async function look() {
  const namespaces = () => sample(leftovers, 0)['network namespaces'];
  const deadline = Date.now() + SETTLE_MS;
  for (let same = 0, last = namespaces(); same < QUIET_LOOKS && Date.now() < deadline; ) {
    await pause(100);
    const now = namespaces();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  peaks.sort((a, b) => a - b);
  const values = sample(leftovers, Math.round(peaks[Math.floor(peaks.length / 2)]));
  samples.push({ runs: next, values });
  peaks = [];
}
