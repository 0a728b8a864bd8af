import { cli, until } from '../../e2e/support/cli.ts';
import { isProbing } from '../../e2e/support/lab-processes.ts';
import type { ChildOutput } from '../../support/child-output.ts';
import { startTimed } from './fault.ts';

/** The lab that is the victim. */
export const LAB = 'victim';

/** Long enough for whatever is done meanwhile. */
const LONG = ['--count', '60', '--interval', '20'];

interface Victim {
  readonly datapath?: string;
  readonly probe?: 'ping' | 'udp' | 'tcp';
  /** In a lab that is up before and stays up, rather than in one of its own. */
  readonly kept?: boolean;
}

/** A verify, to which something is done while its probe is on its way: all captures are live by then. */
export async function whileProbing(
  act: () => Promise<unknown>,
  { datapath = 'cilium/same-node', probe = 'ping', kept = false }: Victim = {},
): Promise<ChildOutput> {
  if (kept) await cli(['up', datapath, '--name', LAB]);
  const args = ['verify', datapath, '--name', LAB, '--probe', probe, ...LONG];
  const running = startTimed(args);
  let isOver = false;
  void running.ended
    .catch(() => {})
    .then(() => {
      isOver = true;
    });
  await until(async () => isOver || (await isProbing(LAB, SENDER[probe])), 'the probe is sent');
  if (isOver) return running.ended;
  await act();
  return running.ended;
}

/** What sends a probe, by the name that the kernel has for it. */
export const SENDER = { ping: 'ping', udp: 'node', tcp: 'node' } as const;
