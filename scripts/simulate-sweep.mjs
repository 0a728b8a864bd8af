// Runs the real scheduler of a sweep (src/sweep) against simulated nodes, in simulated time.
//   node scripts/simulate-sweep.mjs [NODES...]     default: 3 10 100 1000
// What is simulated and from what figures: docs/scale.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const { tournament, batches, BATCH_LIMITS, sweep, sweepCost, Matrix, MEASURED } = await load();

/** What can go wrong in the simulated cluster. */
const WORLDS = {
  'all well': {},
  '1 % slow nodes (x20)': { slow: 0.01 },
  '1 % dead, 1 % lost on the way': { dead: 0.01, lost: 0.01 },
};
const PAIRS_AT_ONCE = [16, 64];
const COUNT = 3;
const INTERVAL_MS = 10;

/** One sweep of so many nodes. */
async function simulate(all, world, atOnce) {
  const random = mulberry32(all);
  const clock = new Clock();
  const taken = Array.from({ length: all }, () => random() < (world.dead ?? 0));
  const nodes = taken.filter((dead) => !dead).length;
  const slow = Array.from({ length: nodes }, () => (random() < (world.slow ?? 0) ? 20 : 1));
  const goneAfter = Array.from({ length: nodes }, () =>
    random() < (world.lost ?? 0) ? Math.floor(random() * 2 * nodes) : Number.POSITIVE_INFINITY,
  );
  const turns = new Array(nodes).fill(0);
  const busy = new Set();
  const cpu = new Cpu(clock);
  const framesPerPair = COUNT * MEASURED.framesPerProbe;
  let held = 0;
  let mostHeld = 0;
  let frames = 0;
  let drains = 0;
  const result = (pair, verdict) => ({ ...pair, verdict, datapath: 'simulated', reason: '' });
  const simulated = {
    begin: async () => {},
    send: async (pair) => {
      for (const node of new Set([pair.from, pair.to])) {
        if (busy.has(node)) throw new Error(`node ${node} is in two pairs at a time`);
        busy.add(node);
        turns[node]++;
      }
      const factor = Math.max(slow[pair.from], slow[pair.to]);
      const jitter = 0.7 + 0.9 * random() ** 3;
      await cpu.use(MEASURED.pairCpuMs);
      await clock.sleep(
        (MEASURED.pairMs - MEASURED.pairCpuMs) * jitter * factor + (COUNT - 1) * INTERVAL_MS,
      );
      busy.delete(pair.from);
      busy.delete(pair.to);
      const gone = [pair.from, pair.to].filter((node) => turns[node] > goneAfter[node]);
      if (gone.length > 0) throw Object.assign(new Error('lost'), { gone });
      frames += framesPerPair;
      held += framesPerPair;
      mostHeld = Math.max(mostHeld, held);
    },
    lost: async (_, { gone }) => {
      await clock.sleep(5000); // until a command to it is given up
      return new Map(gone.map((node) => [node, 'lost']));
    },
    settle: async (sent) => {
      drains++;
      await clock.sleep(Math.ceil(nodes / 16) * MEASURED.drainMs);
      await clock.sleep(sent.length * MEASURED.judgeMs);
      held = 0;
      return sent.map(([pair]) => result(pair, 'pass'));
    },
    unjudged: result,
  };
  const rounds = tournament(nodes, { itself: false });
  const plan = batches(rounds, { ...BATCH_LIMITS, framesPerPair });
  const setUp =
    Math.ceil(all / 16) * (MEASURED.podMs + MEASURED.reachMs + MEASURED.askMs + MEASURED.captureMs);
  const signal = new AbortController().signal;
  const begun = performance.now();
  const results = await clock.run(sweep(plan, simulated, { atOnce, signal }));
  const real = performance.now() - begun;
  const tally = new Matrix(nodes, results).tally();
  const size = { nodes: all, itself: false, count: COUNT, intervalMs: INTERVAL_MS };
  const cost = sweepCost(
    { ...size, nodesAtOnce: 16, pairsAtOnce: atOnce, byAgent: true },
    MEASURED,
  );
  return {
    ...{ pairs: results.length, rounds: rounds.length, drains, pass: tally.pass },
    open: tally.inconclusive,
    calls: cost.apiCalls,
    streams: cost.execStreams,
    'captured MB': mega(frames * MEASURED.bytesPerFrame),
    'held MB': mega(mostHeld * MEASURED.bytesPerFrame),
    'sweep min': minutes(setUp + clock.now),
    'planned min': minutes(cost.estimatedMs),
    'scheduler s': (real / 1000).toFixed(1),
  };
}

/** Time that goes on only when nothing else is to be done. */
class Clock {
  now = 0;
  #heap = [];

  sleep(ms) {
    return new Promise((resolve) => this.#push({ at: this.now + ms, resolve }));
  }

  async run(work) {
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve)); // all that can go on has gone on
      const next = this.#pop();
      if (!next) continue;
      this.now = next.at;
      next.resolve();
      while (this.#heap[0]?.at === this.now) this.#pop().resolve();
    }
    return done;
  }

  #push(item) {
    const heap = this.#heap;
    let i = heap.push(item) - 1;
    for (let up = (i - 1) >> 1; i > 0 && heap[up].at > heap[i].at; up = (i - 1) >> 1) {
      [heap[i], heap[up]] = [heap[up], heap[i]];
      i = up;
    }
  }

  #pop() {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return top;
    heap[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && heap[child].at < heap[least].at) least = child;
      }
      if (least === i) return top;
      [heap[i], heap[least]] = [heap[least], heap[i]];
      i = least;
    }
  }
}

/** This process: one thread, that each probe needs for a while. */
class Cpu {
  #free = 0;
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  async use(ms) {
    this.#free = Math.max(this.#free, this.#clock.now) + ms;
    await this.#clock.sleep(this.#free - this.#clock.now);
  }
}

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sizes() {
  const asked = process.argv.slice(2).map(Number);
  return asked.length > 0 ? asked : [3, 10, 100, 1000];
}

function mega(bytes) {
  return (bytes / 1e6).toFixed(1);
}

function minutes(ms) {
  return (ms / 60_000).toFixed(1);
}

/** A table as Markdown has it. */
function table(rows) {
  const head = Object.keys(rows[0]);
  const lines = [head, head.map(() => '---'), ...rows.map((row) => head.map((key) => row[key]))];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** The modules of src/sweep, as the program has them. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-simulate-'));
  const outfile = join(folder, 'sweep.mjs');
  const names = ['batches', 'cost', 'matrix', 'rounds', 'sweep'].map((name) => `sweep/${name}`);
  const contents = [...names, 'live-sweep/units']
    .map((name) => `export * from './src/${name}.ts';`)
    .join('\n');
  const resolveDir = new URL('..', import.meta.url).pathname;
  await build({
    ...{ stdin: { contents, resolveDir, loader: 'ts' }, bundle: true, format: 'esm' },
    ...{ platform: 'node', outfile, logLevel: 'error' },
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const rows = [];
for (const nodes of sizes()) {
  for (const [name, world] of Object.entries(WORLDS)) {
    for (const atOnce of PAIRS_AT_ONCE) {
      if (nodes < 100 && (name !== 'all well' || atOnce !== 64)) continue;
      rows.push({ nodes, world: name, atOnce, ...(await simulate(nodes, world, atOnce)) });
    }
  }
}
process.stdout.write(table(rows));
