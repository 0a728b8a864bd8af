import type { Daemon } from '../../datapaths/daemon.ts';
import type { Topology } from '../../datapaths/topology.ts';
import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';
import type { PortCount } from '../lab.ts';
import { daemonEnvironment } from './daemons.ts';

/** DPDK's own client for the telemetry socket of its processes. */
const CLIENT = 'dpdk-telemetry.py';

/**
 * What forwarders on DPDK have carried so far, by the names of the taps on the other sides of their ports.
 * Null: it does not answer.
 */
export async function portStatistics(
  lab: string,
  { daemons = [] }: Topology,
  runnerIn: (place: string) => Runner,
): Promise<ReadonlyMap<string, PortCount | null>> {
  const counts = await Promise.all(
    daemons.map(async (daemon) => {
      const { ports = [], namespace } = daemon;
      if (ports.length === 0) return [];
      const answers = await ask(lab, daemon, ports.length, runnerIn(namespace));
      return ports.map((tap, i) => [tap, answers[i] ?? null] as const);
    }),
  );
  return new Map(counts.flat());
}

async function ask(
  lab: string,
  daemon: Daemon,
  ports: number,
  runner: Runner,
): Promise<PortCount[]> {
  const input = Array.from({ length: ports }, (_, port) => `/ethdev/stats,${port}\n`).join('');
  try {
    const argv = ['env', ...daemonEnvironment(lab, daemon), CLIENT] as const;
    return portCounts((await runner.run([...argv], { input })).stdout);
  } catch (error) {
    if (error instanceof CommandError) return [];
    throw error;
  }
}

/** One line for each port: `{"/ethdev/stats": {"ipackets": 6, "opackets": 5, ...}}`. @throws if it is none of that */
export function portCounts(text: string): PortCount[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{"/ethdev/stats"'))
    .map((line) => {
      const stats = JSON.parse(line)['/ethdev/stats'] as { ipackets: number; opackets: number };
      return { rx: stats.ipackets, tx: stats.opackets };
    });
}
