import { describe } from 'vitest';
import { cli } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { fault, timed } from './support/fault.ts';
import { limited } from './support/limited.ts';
import { rounds } from './support/rounds.ts';

/** Fewer than that, and node itself does not begin. */
const FILES = rounds([20, 24, 28, 30, 32, 34, 36, 38, 40, 44], [38]);
const PROCESSES = rounds([11, 12, 13, 14, 15, 16, 18, 20, 24], [13]);
const MEGABYTES = rounds([24, 28, 32, 36, 40, 48], [28]);

/** With all programs that it starts, in a cgroup of its own. */
function inCgroup(controller: 'pids' | 'memory', limit: number) {
  const cgroup = limited(controller, limit);
  return timed(['verify', '--probe', 'tcp'], { prefix: cgroup.prefix, timeoutS: 10 }).finally(
    cgroup.remove,
  );
}

const [noPids, noMemory] = CANNOT_RUN
  ? ['not root on Linux', 'not root on Linux']
  : await Promise.all([lacking('pids'), lacking('memory')]);

describe.skipIf(CANNOT_RUN)('limits', () => {
  for (const files of FILES) {
    fault('few open files', () => timed(['verify'], { prefix: ['prlimit', `--nofile=${files}`] }));
  }

  fault('few open files, for down', async () => {
    await cli(['up']);
    return timed(['down', '--all'], { prefix: ['prlimit', '--nofile=20'] });
  });

  for (const processes of PROCESSES) {
    fault('few processes', () => inCgroup('pids', processes), { lacking: noPids });
  }

  for (const megabytes of MEGABYTES) {
    fault('little memory', () => inCgroup('memory', megabytes * 2 ** 20), { lacking: noMemory });
  }

  fault('no locked memory', () => timed(['verify'], { prefix: ['prlimit', '--memlock=0'] }));

  fault('files of no more than 1 kB', () =>
    timed(['verify'], { prefix: ['prlimit', '--fsize=1024'] }),
  );
});

async function lacking(controller: 'pids' | 'memory'): Promise<string | null> {
  try {
    await limited(controller, 1000).remove();
    return null;
  } catch (error) {
    return `no cgroup of its own with a limit of ${controller} can be made: ${(error as Error).message}`;
  }
}
