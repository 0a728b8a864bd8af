// A worker that fuzzes one target, and who watches it: an input on which it stands still ends it, and so does
// one that takes all of its memory.
import { Worker } from 'node:worker_threads';

/** No input may take longer, on a machine however busy. */
const MOST_SECONDS = 20;
const HEAP_MEGABYTES = 1024;
const PROGRESS_MS = 10_000;

/** Until as many executions are done as are wanted, or an input ends the worker. */
export async function runWorker(target, campaign, wanted) {
  const current = target.shared();
  const worker = new Worker(target.file, {
    workerData: {
      ...{ seed: campaign.seed, batch: campaign.batch, corpus: campaign.corpus },
      ...{ words: target.words, executions: wanted - campaign.executions },
      known: campaign.failures.map(({ signature }) => signature),
      shared: current.buffer,
    },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES, stackSizeMb: 4 },
    env: { ...process.env, TMPDIR: campaign.scratch }, // one that is ended leaves its files
    stdout: true,
    stderr: true,
  });
  let since = performance.now();
  const lap = () => {
    const seconds = (performance.now() - since) / 1000;
    since = performance.now();
    return seconds;
  };
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const fail = (failure) => {
    const file = campaign.failed(failure);
    console.error(`  FAILED ${failure.signature}\n    ${file}`);
  };
  let died = false;
  worker.on('message', (told) => {
    if (told.kind === 'new') campaign.add(told.input);
    else if (told.kind === 'failure') fail(told);
    else campaign.batchDone(told, lap());
  });
  worker.on('error', (error) => {
    died = true;
    fail({
      input: current.read(),
      signature: `ended: ${error.code ?? error.message}`,
      text: String(error.stack),
    });
  });
  const stopWatching = watch(current, campaign, wanted, (seconds) => {
    died = true;
    fail({
      input: current.read(),
      signature: `hangs on ${current.read().length} bytes`,
      text: `no end in ${seconds} s`,
    });
    void worker.terminate();
  });
  await ended;
  stopWatching();
  if (died) campaign.batchLost(lap());
}

function watch(current, campaign, wanted, hung) {
  let [begun, since, told] = [-1, performance.now(), performance.now()];
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - told > PROGRESS_MS) {
      told = now;
      const { executions, corpus, failures } = campaign;
      console.error(
        `  ${executions} of ${wanted}, corpus ${corpus.length}, failures ${failures.length}`,
      );
    }
    if (current.begun !== begun) [begun, since] = [current.begun, now];
    else if (now - since > MOST_SECONDS * 1000) {
      clearInterval(timer);
      hung(MOST_SECONDS);
    }
  }, 500);
  return () => clearInterval(timer);
}
