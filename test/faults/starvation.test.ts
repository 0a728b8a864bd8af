import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, onTestFinished } from 'vitest';
import { cli } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { fault, longFault, startTimed, timed } from './support/fault.ts';
import { rounds } from './support/rounds.ts';
import { chances } from './support/seeded.ts';

/** At most; they end with the test. */
const BURN_S = rounds(20, 6);
const MOMENTS = chances(rounds(8, 1)).map((share) => 100 + share * 1500);

/** Four for each CPU, none of which gives way. */
function burn(): void {
  const busy: ChildProcess[] = Array.from({ length: 4 * availableParallelism() }, () =>
    spawn('timeout', [`${BURN_S}`, 'nice', '-n', '-5', 'sh', '-c', 'while :; do :; done']),
  );
  const end = () => busy.forEach((child) => void child.kill());
  onTestFinished(end);
}

/** A verify that is stopped for a while at this moment. */
async function stoppedAt(momentMs: number, args: readonly string[], forMs: number) {
  const { child, ended } = startTimed(args, { timeoutS: 5 });
  await delay(momentMs);
  child.kill('SIGSTOP');
  await delay(forMs);
  child.kill('SIGCONT');
  return ended;
}

const LONG = ['verify', '--count', '50', '--interval', '20'];

describe.skipIf(CANNOT_RUN)('too little time', () => {
  for (const probe of rounds(['ping', 'udp', 'tcp'], ['tcp'])) {
    fault('all CPUs are busy', async () => {
      burn();
      return timed(['verify', '--probe', probe, '--count', '20', '--interval', '5']);
    });
  }

  longFault('all CPUs are busy, six datapaths at once', async () => {
    burn();
    return timed(['verify', 'linux/bridge*', 'linux/ptp*', '--jobs', '6', '--json'], {
      timeoutS: 60,
    });
  });

  for (const moment of MOMENTS) {
    fault('cni-lab is stopped, and goes on', () => stoppedAt(moment, LONG, 1500));
  }

  longFault('cni-lab is stopped for longer than its --timeout', () => stoppedAt(500, LONG, 6000));

  longFault('up is stopped, and goes on', async () => {
    const ended = await stoppedAt(rounds(150, 120), ['up', '--name', 'victim'], 1000);
    await cli(['verify', '--name', 'victim']).then(({ code, stdout, stderr }) => {
      if (code !== 0) throw new Error(stdout + stderr);
    });
    return ended;
  });
});
