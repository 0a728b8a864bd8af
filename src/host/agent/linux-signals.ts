/** Signals by number: Linux's own, whatever system we run on ourselves. */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP ' +
  'TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS';

const SIGNALS = NAMES.split(' ').map((name) => `SIG${name}`);

/** @param number as in `kill -l` */
export function signalName(number: number): string | undefined {
  return SIGNALS[number - 1];
}

/** How a process ended, by a shell's word: 128 + n stands for signal n. */
export function endedBy(status: number): { exitCode: number | null; signal: string | null } {
  const signal = signalName(status - 128);
  return signal ? { exitCode: null, signal } : { exitCode: status, signal: null };
}
