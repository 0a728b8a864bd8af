// npm run bench: whole processes side by side, in interleaved rounds, as medians and paired ratios.
// Usage: node scripts/bench/bench.mjs [rounds] [--json FILE]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'bin/cni-lab.js');
const scratch = mkdtempSync(join(tmpdir(), 'cni-lab-bench-'));
const rounds = Number(process.argv[2] ?? 20);
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
];

/** Milliseconds of one run. */
function time([file, ...args]) {
  const start = process.hrtime.bigint();
  const { status, stderr, stdout } = spawnSync(file, args, { cwd: scratch });
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
  for (const { name, ours, theirs } of PAIRS) {
    time(ours);
    time(theirs);
    const samples = Array.from({ length: rounds }, (_, i) => {
      if (i % 2 === 0) return { ours: time(ours), theirs: time(theirs) };
      const second = time(theirs);
      return { ours: time(ours), theirs: second };
    });
    const result = {
      name,
      rounds,
      oursMs: quartiles(samples.map((s) => s.ours)),
      theirsMs: quartiles(samples.map((s) => s.theirs)),
      ratio: quartiles(samples.map((s) => s.ours / s.theirs)),
      differenceMs: quartiles(samples.map((s) => s.ours - s.theirs)),
    };
    results.push(result);
    const show = ({ q1, median, q3 }, digits) =>
      `${median.toFixed(digits)} [${q1.toFixed(digits)} to ${q3.toFixed(digits)}]`;
    console.log(name);
    console.log(`  ours    ${show(result.oursMs, 0)} ms    other ${show(result.theirsMs, 0)} ms`);
    console.log(
      `  ratio   ${show(result.ratio, 2)}    difference ${show(result.differenceMs, 0)} ms`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const json = process.argv.indexOf('--json');
if (json > 0) writeFileSync(process.argv[json + 1], `${JSON.stringify(results, null, 2)}\n`);
