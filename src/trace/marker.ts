import { CommandError } from '../host/command-error.ts';
import type { Runner } from '../host/runner.ts';
import type { MonitorEvent } from './monitor-event.ts';

/** Bytes of payload by which a marker's packets are known: the probe's are longer. */
export const OPENING = 18;
export const CLOSING = 22;

const ETHERNET = 14;
const HEADERS = { 4: 20 + 8, 6: 40 + 8 } as const;

/** One ping that is no part of the probe. Unanswered ones are fine, too. */
export async function sendMarker(
  runner: Runner,
  { address, family, size }: { address: string; family: 4 | 6; size: number },
  signal: AbortSignal,
): Promise<void> {
  const words = ['-n', '-q', '-c', '1', '-W', '1', '-s', `${size}`];
  try {
    await runner.run(['ping', `-${family}`, ...words, address], { signal });
  } catch (error) {
    if (!(error instanceof CommandError) || ![1, 2].includes(error.exitCode ?? -1)) throw error;
  }
}

/** Whether an event is of a marker of that size. Devices without Ethernet count no header for it. */
export function isMarker({ bytes, packet }: MonitorEvent, family: 4 | 6, size: number): boolean {
  const length = HEADERS[family] + size;
  return packet?.icmp != null && (bytes === length || bytes === length + ETHERNET);
}
