import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe } from 'vitest';
import { run, scratchFolder } from '../e2e/support/cli.ts';
import { processesIn } from '../e2e/support/lab-processes.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { fault, longFault, timed } from './support/fault.ts';
import { rounds } from './support/rounds.ts';
import { LAB, whileProbing } from './support/while-probing.ts';

/** What captures: another engine's processes have another name. */
const CAPTURE = 'tcpdump';

const STILL = rounds(['tcpdump', 'ip', 'unshare', 'nsenter', 'tc', 'sysctl', 'ping'], ['ip']);

async function signalAll(place: string, program: string, signal: NodeJS.Signals): Promise<void> {
  const pids = await processesIn(LAB, place, program);
  if (pids.length === 0) throw new Error(`no ${program} in ${place}`);
  for (const pid of pids) process.kill(pid, signal);
}

/** A search path on which this tool stands still as soon as it is started. */
async function standingStill(tool: string): Promise<NodeJS.ProcessEnv> {
  const folder = scratchFolder();
  const real = (await run('which', [tool])).stdout.trim();
  writeFileSync(join(folder, tool), `#!/bin/sh\nkill -STOP $$\nexec ${real} "$@"\n`);
  chmodSync(join(folder, tool), 0o755);
  return { PATH: `${folder}:${process.env.PATH}` };
}

describe.skipIf(CANNOT_RUN)('programs that it starts', () => {
  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
    longFault(`ping gets ${signal}`, () => whileProbing(() => signalAll('pod1', 'ping', signal)));
  }

  for (const probe of ['udp', 'tcp'] as const) {
    longFault(`the ${probe} client is killed`, () =>
      whileProbing(() => signalAll('pod1', 'node', 'SIGKILL'), { probe }),
    );
    fault(`the ${probe} server is killed`, () =>
      whileProbing(() => signalAll('pod2', 'node', 'SIGKILL'), { probe }),
    );
    longFault(`the ${probe} server is stopped`, () =>
      whileProbing(() => signalAll('pod2', 'node', 'SIGSTOP'), { probe }),
    );
  }

  fault('a capture is stopped, in a lab that stays up', () =>
    whileProbing(() => signalAll('node1', CAPTURE, 'SIGSTOP'), { kept: true }),
  );

  longFault('a capture is stopped, and goes on', () =>
    whileProbing(async () => {
      await signalAll('node1', CAPTURE, 'SIGSTOP');
      await delay(700);
      await signalAll('node1', CAPTURE, 'SIGCONT');
    }),
  );

  longFault('ping is stopped, and goes on', () =>
    whileProbing(async () => {
      await signalAll('pod1', 'ping', 'SIGSTOP');
      await delay(700);
      await signalAll('pod1', 'ping', 'SIGCONT');
    }),
  );

  longFault('ping is stopped', () => whileProbing(() => signalAll('pod1', 'ping', 'SIGSTOP')));

  longFault('what watches for drops is stopped', () =>
    whileProbing(() => signalAll('node1', 'trace', 'SIGSTOP'), {
      datapath: 'cilium/policy-drop',
      kept: true,
    }),
  );

  for (const tool of STILL) {
    fault(`${tool} stands still`, async () => {
      return timed(['verify', 'linux/routed-veth'], {
        env: await standingStill(tool),
        timeoutS: 3,
      });
    });
  }
});
