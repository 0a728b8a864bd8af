// npm run bench: whole processes side by side, in interleaved rounds, as medians and paired ratios.
// Usage: node scripts/bench/bench.mjs [rounds] [--json FILE] [--only START-OF-NAME] [--up]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyzePairs } from './analyze-pairs.mjs';
import { reportPairs } from './report-pairs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'bin/cni-lab.js');
const scratch = mkdtempSync(join(tmpdir(), 'cni-lab-bench-'));
const rounds = Number(process.argv[2]) || 20;
const verify = (...args) => [
  process.execPath,
  cli,
  'verify',
  ...args,
  '--quiet',
  '--out',
  join(scratch, 'run'),
];

const PAIRS = [
  {
    name: 'flagship, one ping, against the hand-written script',
    ours: verify('--count', '1'),
    theirs: [
      'sh',
      join(root, 'scripts/bench/flagship.sh'),
      join(root, 'dist/bpf/redirect-peer.bpf.o'),
    ],
  },
  {
    name: '--help against bare node',
    ours: [process.execPath, cli, '--help'],
    theirs: [process.execPath, '-e', '0'],
  },
  {
    name: 'verify --all against the flagship alone',
    ours: verify('--all', '--count', '1'),
    theirs: verify('--count', '1'),
  },
  ...analyzePairs(root, cli, scratch),
  ...reportPairs(root, cli, scratch),
];

/** On a kind lab named `bench`, with Cilium (or its stand-in) in its default mode; see docs/testing.md. */
const KUBECONFIG = '/run/cni-lab/bench.kubeconfig';
const onKind = (...args) => verify('--backend', 'kind', '--name', 'bench', ...args);
const onCluster = (...args) =>
  verify('--backend', 'cluster', '--kubeconfig', KUBECONFIG, '--way', ...args);
const agentImage = process.env.CNI_LAB_AGENT_IMAGE;
const kindScript = ['bash', join(root, 'scripts/bench/kind.sh'), KUBECONFIG];
const KIND_PAIRS = [
  { name: 'kind, pods up, by nsenter, against the script', ours: onKind(), theirs: kindScript },
  ...(agentImage
    ? [
        {
          name: 'kind, pods up, by an agent that is up, against the script',
          ours: onKind('--way', 'agent'),
          theirs: kindScript,
        },
        {
          name: 'cluster, pods and agents to be made, against the script with its pods up',
          ours: onCluster('agent'),
          theirs: kindScript,
        },
      ]
    : []),
  {
    name: 'cluster, pods to be made, by nsenter, against the script with its pods up',
    ours: onCluster('nsenter'),
    theirs: kindScript,
  },
];
/** A minute and more for each round: three. `--up` asks for it. */
const UP_PAIR = {
  name: 'up --backend kind (and down) against kind, helm and kubectl by hand',
  ours: [
    'sh',
    '-c',
    '"$1" "$2" up --backend kind --name benchup --quiet && "$1" "$2" down --name benchup',
    ...['sh', process.execPath, cli],
  ],
  theirs: ['bash', join(root, 'scripts/bench/kind-up.sh'), 'benchup'],
  few: 3,
};
if (existsSync(KUBECONFIG)) PAIRS.push(...KIND_PAIRS);
else console.log('skipped: no kind lab named bench (cni-lab up --backend kind --name bench)');
if (process.argv.includes('--up')) PAIRS.push(UP_PAIR);
const only = process.argv.indexOf('--only');
const chosen = PAIRS.filter(({ name }) => only < 0 || name.startsWith(process.argv[only + 1]));

const peakFile = join(scratch, 'peak-memory');

/** Milliseconds of one run. */
function time([file, ...args]) {
  const start = process.hrtime.bigint();
  const env = { ...process.env, PEAK_MEMORY: peakFile };
  const { status, stderr, stdout } = spawnSync(file, args, { cwd: scratch, env });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0)
    throw new Error(`${file} ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
  return ms;
}

function quartiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)];
  return { q1: at(0.25), median: at(0.5), q3: at(0.75) };
}

const results = [];
try {
  for (const { name, ours, theirs, few, prepare } of chosen) {
    await prepare?.();
    rmSync(peakFile, { force: true });
    const peaks = [];
    const timeOurs = () => {
      const ms = time(ours);
      if (existsSync(peakFile)) peaks.push(Number(readFileSync(peakFile, 'utf8')));
      return ms;
    };
    if (!few) {
      time(ours);
      time(theirs);
    }
    const samples = Array.from({ length: few ?? rounds }, (_, i) => {
      if (i % 2 === 0) return { ours: timeOurs(), theirs: time(theirs) };
      const second = time(theirs);
      return { ours: timeOurs(), theirs: second };
    });
    const result = {
      name,
      rounds: samples.length,
      oursMs: quartiles(samples.map((s) => s.ours)),
      theirsMs: quartiles(samples.map((s) => s.theirs)),
      ratio: quartiles(samples.map((s) => s.ours / s.theirs)),
      differenceMs: quartiles(samples.map((s) => s.ours - s.theirs)),
      ...(peaks.length > 0 && { oursPeakMb: quartiles(peaks) }),
    };
    results.push(result);
    const show = ({ q1, median, q3 }, digits) =>
      `${median.toFixed(digits)} [${q1.toFixed(digits)} to ${q3.toFixed(digits)}]`;
    console.log(name);
    console.log(`  ours    ${show(result.oursMs, 0)} ms    other ${show(result.theirsMs, 0)} ms`);
    console.log(
      `  ratio   ${show(result.ratio, 2)}    difference ${show(result.differenceMs, 0)} ms`,
    );
    if (result.oursPeakMb) console.log(`  memory  ${show(result.oursPeakMb, 0)} MB at most`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const json = process.argv.indexOf('--json');
if (json > 0) writeFileSync(process.argv[json + 1], `${JSON.stringify(results, null, 2)}\n`);
