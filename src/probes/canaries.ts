import { addressOf, type Family } from '../datapaths/topology.ts';
import type { Lab } from '../labs/lab.ts';
import type { ProbeKey } from '../verdict/join-key.ts';
import { ping } from './ping.ts';

/**
 * One ping through every device that the probe itself leaves silent. A capture there counts as
 * able to see only if it saw its canary.
 * @returns the keys by which the canaries' packets are known
 */
export async function sendCanaries(
  lab: Lab,
  family: Family,
  signal?: AbortSignal,
): Promise<ProbeKey[]> {
  const canaries = lab.topology.taps.flatMap((tap) => tap.canary ?? []);
  const outcomes = await Promise.all(
    canaries.map(({ from, to, device }) =>
      ping({
        ...{ kind: 'ping', family, count: 1, intervalMs: 10, size: 0 },
        from: { name: from, runner: lab.runner(from) },
        to: { name: to, runner: lab.runner(to), ...addresses(lab, to, device), port: 0 },
        ...(signal && { signal }),
      }),
    ),
  );
  return outcomes.map((outcome) => outcome.key);
}

function addresses({ topology }: Lab, place: string, device?: string) {
  const address = addressOf(topology, place, device);
  return { address, listen: address };
}
