import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { childrenOf } from './process-id.ts';
import { inUserNamespace } from './user-namespace.ts';

/**
 * This command line once more, with this terminal and all of its environment, in namespaces of its own.
 * @returns its exit code, 128 + n if signal n ended it
 */
export async function againInUserNamespace(): Promise<number> {
  const [file, ...args] = inUserNamespace([process.execPath, ...process.argv.slice(1)]);
  const child = spawn(file, args, { stdio: 'inherit', env: process.env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // unshare hears none of them; from a terminal its child has heard it already, and one more does no harm
    process.on(signal, () => {
      for (const pid of childrenOf(child.pid!)) process.kill(pid, signal);
    });
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + constants.signals[signal!];
}
