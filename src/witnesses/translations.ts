import { CommandError } from '../host/command-error.ts';
import type { Lab } from '../labs/lab.ts';
import type { Translation } from '../verdict/evidence.ts';
import { type Flow, type OnTheWay, readConntrack, repliesOf } from './conntrack.ts';
import { backendsOf } from './ipvs-connections.ts';

/**
 * What each node on the way has noted of the flow to a service: in connection tracking, and in IPVS
 * where the kernel has it. Entries of earlier runs in the same lab are among them.
 */
export async function translations(
  lab: Lab,
  { nodes, kind, from, to }: Flow & OnTheWay,
): Promise<Translation[]> {
  const flow = { kind, from, to }; // by the service's address alone, as only who translates it has it
  const answers = await Promise.all(
    nodes.map(async (place) => {
      const [conntrack, ipvs] = await Promise.all([
        readConntrack(lab, place),
        readIpvs(lab, place),
      ]);
      return [
        {
          place,
          by: 'conntrack' as const,
          back: conntrack === null ? null : repliesOf(conntrack, flow),
        },
        { place, by: 'IPVS' as const, back: ipvs === null ? null : backendsOf(ipvs, flow) },
      ];
    }),
  );
  return answers.flat();
}

async function readIpvs(lab: Lab, place: string): Promise<string | null> {
  try {
    return (await lab.runner(place).run(['cat', '/proc/net/ip_vs_conn'])).stdout;
  } catch (error) {
    if (error instanceof CommandError) return null; // a kernel without IPVS, or where nobody used it yet
    throw error;
  }
}
