import type { Daemon } from '../../datapaths/daemon.ts';
import type { Topology } from '../../datapaths/topology.ts';
import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';
import type { LearnedRoutes } from '../lab.ts';
import { daemonCommand } from './daemons.ts';

/** Asks the routing daemons of a lab what they have learned; and the kernels, whether they have it from them. */
export async function learnedRoutes(
  lab: string,
  { daemons = [], family }: Topology,
  runnerIn: (place: string) => Runner,
): Promise<LearnedRoutes[]> {
  const asked = daemons.flatMap((daemon) =>
    daemon.routes ? [{ daemon, routes: daemon.routes }] : [],
  );
  return Promise.all(
    asked.map(async ({ daemon, routes }) => {
      const { namespace: place } = daemon;
      return { place, learned: await ask(lab, daemon, routes, runnerIn(place), family) };
    }),
  );
}

async function ask(
  lab: string,
  daemon: Daemon,
  routes: Daemon['argv'],
  runner: Runner,
  family: Topology['family'],
): Promise<string[] | null> {
  try {
    const [told, known] = await Promise.all([
      runner.run(daemonCommand(lab, daemon, routes)),
      runner.run(['ip', `-${family}`, '-j', 'route', 'show', 'proto', 'bird']),
    ]);
    const inKernel = kernelRoutes(known.stdout);
    return birdRoutes(told.stdout).map(({ prefix, protocol }) =>
      [`${prefix} by ${protocol}`, ...(inKernel.has(prefix) ? [] : ['not in the kernel'])].join(
        ', ',
      ),
    );
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}

/** What a daemon has from its own configuration, its devices or its kernel, nobody has told it. */
const OWN = ['static', 'device', 'inherit'];

/**
 * The routes that BIRD learned from others, in what it says to `show route all`:
 * `10.244.2.0/24 unicast [node2 17:04:53] * (100) [AS64512i]`, further down `\tType: BGP univ`.
 */
export function birdRoutes(text: string): { prefix: string; protocol: string }[] {
  const found = new Map<string, string>();
  let prefix: string | undefined;
  for (const line of text.split('\n')) {
    prefix = /^([0-9a-f.:]+\/\d+)\s/i.exec(line)?.[1] ?? prefix;
    const protocol = /^\s+Type: (\S+)/.exec(line)?.[1];
    // the best of several for one prefix comes first
    if (prefix && protocol && !found.has(prefix)) found.set(prefix, protocol);
  }
  return [...found]
    .filter(([, protocol]) => !OWN.includes(protocol))
    .map(([prefix, protocol]) => ({ prefix, protocol }));
}

/** Prefixes that lead somewhere, in `ip -j route`. Of unreachable ones it says so. */
function kernelRoutes(json: string): Set<string> {
  const routes = JSON.parse(json || '[]') as { dst: string; type?: string }[];
  return new Set(routes.filter((r) => r.type === undefined).map((r) => r.dst));
}
