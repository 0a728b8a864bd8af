import { CommandError } from '../host/command-error.ts';
import { nonce } from './nonce.ts';
import type { Probe } from './probe.ts';

/** How long to wait for the last answer. */
const LINGER_S = 1;
const TALLY = /(\d+) packets transmitted, (\d+) received/;

/**
 * ICMP echo by iputils' ping. The nonce fills the payload (-p), which every version can do; together
 * with the sequence number it is the join key, so that other people's pings are never taken for ours.
 */
export const ping: Probe = async (plan) => {
  const key = nonce();
  const { stdout, complaint } = await send(plan, key);
  const [, sent, answered] = TALLY.exec(stdout) ?? [];
  return {
    key: { kind: 'ping', nonce: key, id: null },
    sent: Number(sent ?? 0),
    answered: Number(answered ?? 0),
    complaint,
  };
};

async function send(plan: Parameters<Probe>[0], pattern: string) {
  try {
    const { stdout } = await plan.from.runner.run(
      [
        ...(['ping', `-${plan.family}`, '-n', '-q', '-p', pattern] as const),
        ...['-c', String(plan.count), '-i', String(plan.intervalMs / 1000)],
        ...['-W', String(LINGER_S), plan.to.address],
      ],
      {
        timeoutMs: plan.count * plan.intervalMs + 1000 * (LINGER_S + 10),
        ...(plan.signal && { signal: plan.signal }),
      },
    );
    return { stdout, complaint: '' };
  } catch (error) {
    // 1: no answer; 2: it could not send. Both are results, and what was captured says more.
    if (!(error instanceof CommandError) || ![1, 2].includes(error.exitCode ?? -1)) throw error;
    return { stdout: error.stdout, complaint: error.stderr.split('\n')[0] || 'no answer' };
  }
}
