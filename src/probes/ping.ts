import { CommandError } from '../host/command-error.ts';
import type { Argv } from '../host/runner.ts';
import { nonce } from './nonce.ts';
import type { Probe, ProbePlan } from './probe.ts';

/** How long to wait for the last answer. */
const LINGER_S = 1;
/** Time enough to hold it up before the next request. */
const HOLD_MS = 500;
const TALLY = /(\d+) packets transmitted, (\d+) received/;

/**
 * ICMP echo by iputils' ping. The nonce fills the payload (-p), which every version can do; together
 * with the sequence number it is the join key, so that other people's pings are never taken for ours.
 */
export const ping: Probe = async (plan) => {
  const key = nonce();
  const { stdout, complaint } = await (plan.afterFirst ? sendInTwo : send)(plan, key);
  const [, sent, answered] = TALLY.exec(stdout) ?? [];
  return {
    key: { kind: 'ping', nonce: key, id: null },
    sent: Number(sent ?? 0),
    answered: Number(answered ?? 0),
    complaint,
  };
};

/** @param intervalMs between two requests @param more options */
function command(
  { family, count, to }: ProbePlan,
  pattern: string,
  intervalMs: number,
  ...more: string[]
): Argv {
  return [
    ...(['ping', `-${family}`, '-n', ...more, '-p', pattern] as const),
    ...['-c', String(count), '-i', String(intervalMs / 1000)],
    ...['-W', String(LINGER_S), to.address],
  ];
}

/** Holds the program up after its first answer, so that it sends no second request before its time. */
async function sendInTwo(plan: ProbePlan, pattern: string) {
  const running = plan.from.runner.start(
    command(plan, pattern, Math.max(plan.intervalMs, HOLD_MS)),
  );
  const end = () => running.kill('SIGKILL');
  plan.signal?.addEventListener('abort', end, { once: true });
  let stdout = '';
  let isFirst = true;
  try {
    for await (const chunk of running.stdout) {
      stdout += Buffer.from(chunk).toString('latin1');
      if (!isFirst || !/icmp_seq=1 .*time=/.test(stdout)) continue;
      isFirst = false;
      running.kill('SIGSTOP');
      await plan.afterFirst!();
      running.kill('SIGCONT');
    }
    await running.ended;
    plan.signal?.throwIfAborted();
    return { stdout, complaint: TALLY.exec(stdout)?.[2] === String(plan.count) ? '' : 'no answer' };
  } finally {
    plan.signal?.removeEventListener('abort', end);
    end();
  }
}

async function send(plan: ProbePlan, pattern: string) {
  try {
    const { stdout } = await plan.from.runner.run(command(plan, pattern, plan.intervalMs, '-q'), {
      timeoutMs: plan.count * plan.intervalMs + 1000 * (LINGER_S + 10),
      ...(plan.signal && { signal: plan.signal }),
    });
    return { stdout, complaint: '' };
  } catch (error) {
    // 1: no answer; 2: it could not send. Both are results, and what was captured says more.
    if (!(error instanceof CommandError) || ![1, 2].includes(error.exitCode ?? -1)) throw error;
    return { stdout: error.stdout, complaint: error.stderr.split('\n')[0] || 'no answer' };
  }
}
