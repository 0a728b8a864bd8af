// npm run bench: whole processes side by side, in interleaved rounds, as medians and paired ratios.
// Usage: node scripts/bench/bench.mjs [rounds] [--only START-OF-NAME] [--json FILE] [--against FILE] [--up]
//   --json keeps the figures; --against says what got slower since figures that were kept (exit code 1); --up adds a kind cluster made from nothing
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importSources } from '../import-sources.mjs';
import { analyzePairs } from './analyze-pairs.mjs';
import { kindPairs, upPair } from './kind-pairs.mjs';
import { withPeakMemory } from './memory-group.mjs';
import { reportPairs } from './report-pairs.mjs';
import { verifyPairs } from './verify-pairs.mjs';

const { against, quartiles } = await importSources(
  'scripts/bench/against.ts',
  'scripts/bench/quartiles.ts',
);
const text = { type: 'string' };
const { values: options, positionals } = parseArgs({
  options: { only: text, json: text, against: text, up: { type: 'boolean' } },
  allowPositionals: true,
});
const rounds = Number(positionals[0]) || 20;
const then = options.against && JSON.parse(readFileSync(options.against, 'utf8'));

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'bin/cni-lab.js');
const scratch = mkdtempSync(join(tmpdir(), 'cni-lab-bench-'));
const peakFile = join(scratch, 'peak-memory');
const run = ['--quiet', '--out', join(scratch, 'run')];
const verify = (...args) => [process.execPath, cli, 'verify', ...args, ...run];
const pairs = [
  ...verifyPairs(root, verify, [process.execPath, cli, '--help']),
  ...analyzePairs(root, cli, scratch),
  ...reportPairs(root, cli, scratch),
  ...kindPairs(root, verify),
  ...(options.up ? [upPair(root, cli)] : []),
];

const results = [];
try {
  for (const pair of pairs.filter(({ name }) => name.startsWith(options.only ?? ''))) {
    await pair.prepare?.();
    const result = measured(pair);
    results.push(result);
    print(result);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
if (then) compare();

/** @param few rounds, of what takes long; without it there is a first one that does not count */
function measured({ name, ours, theirs, few }) {
  const peaks = [];
  const timeOurs = () => {
    rmSync(peakFile, { force: true });
    const { value: ms, peakMb } = withPeakMemory(ours, time);
    // where the program tells of its own memory, that leaves out the files that it read
    const own = existsSync(peakFile) ? Number(readFileSync(peakFile, 'utf8')) : peakMb;
    if (own !== null) peaks.push(own);
    return ms;
  };
  if (!few) {
    time(ours);
    time(theirs);
  }
  const samples = Array.from({ length: Math.min(few ?? rounds, rounds) }, (_, i) => {
    if (i % 2 === 0) return { ours: timeOurs(), theirs: time(theirs) };
    const second = time(theirs);
    return { ours: timeOurs(), theirs: second };
  });
  return {
    name,
    rounds: samples.length,
    oursMs: quartiles(samples.map((s) => s.ours)),
    theirsMs: quartiles(samples.map((s) => s.theirs)),
    ratio: quartiles(samples.map((s) => s.ours / s.theirs)),
    differenceMs: quartiles(samples.map((s) => s.ours - s.theirs)),
    ...(peaks.length > 0 && { oursPeakMb: quartiles(peaks) }),
  };
}

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

function print({ name, oursMs, theirsMs, ratio, differenceMs, oursPeakMb }) {
  const show = ({ q1, median, q3 }, digits) =>
    `${median.toFixed(digits)} [${q1.toFixed(digits)} to ${q3.toFixed(digits)}]`;
  console.log(name);
  console.log(`  ours    ${show(oursMs, 0)} ms    other ${show(theirsMs, 0)} ms`);
  console.log(`  ratio   ${show(ratio, 2)}    difference ${show(differenceMs, 0)} ms`);
  if (oursPeakMb) console.log(`  memory  ${show(oursPeakMb, 0)} MB at most`);
}

function compare() {
  console.log(`against ${options.against}:`);
  for (const { name, change, ratio } of against(results, then)) {
    const by = ratio === null ? '' : ` (ratio ${ratio.toFixed(2)} times what it was)`;
    console.log(`  ${name}: ${change}${by}`);
    if (change === 'slower') process.exitCode = 1;
  }
}
