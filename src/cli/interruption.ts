import { LabError } from '../errors.ts';

/** Aborts when the user interrupts, or when the time is up; what was made is then removed. */
export function interruption(timeoutSeconds: number, command: string): AbortSignal {
  const controller = new AbortController();
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
