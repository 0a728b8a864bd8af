import { setMaxListeners } from 'node:events';
import { LabError } from '../errors.ts';

/**
 * Does the work with a signal that aborts when the user interrupts or the time is up; the work then
 * removes what it made. @throws LabError E_INTERRUPTED, E_TIMEOUT, whatever the work made of it
 */
export async function interruptible<T>(
  timeoutSeconds = 60,
  command: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = interruption(timeoutSeconds, command);
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

function interruption(timeoutSeconds: number, command: string): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every process that runs listens to it
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      controller.abort(
        new LabError('E_INTERRUPTED', {
          message: `interrupted by ${signal}`,
          why: 'what had been made was removed',
          mend: `cni-lab ${command}`,
        }),
      );
    });
  }
  const timer = setTimeout(() => {
    controller.abort(
      new LabError('E_TIMEOUT', {
        message: `not done after ${timeoutSeconds} s`,
        why: 'the machine is very busy, or something hangs; what had been made was removed',
        mend: `cni-lab ${command} --timeout ${timeoutSeconds * 4}`,
      }),
    );
  }, timeoutSeconds * 1000);
  timer.unref();
  return controller.signal;
}
