import { claimOf, type Datapath } from '../../src/datapaths/datapath.ts';
import type { Family } from '../../src/datapaths/topology.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import type { Observation } from '../../src/verdict/observation.ts';

/** What the witnesses say where this datapath is really at work and the captures saw all. */
export function goodEvidence(
  datapath: Datapath,
  family: Family,
  observation: Observation,
): Evidence {
  const topology = datapath.topology(family);
  const { programs, kubeProxy, unseen, drops, routes = [] } = claimOf(datapath, family).witnesses;
  return {
    counters: observation.taps.map(({ tap, frames }) => {
      const { rx = 0, tx = 0 } = unseen?.find((one) => one.tap === tap) ?? {};
      const { count } = observation.probe;
      return { tap, rx: frames.in + rx * count, tx: frames.out + tx * count };
    }),
    programs: topology.taps.map(({ name }) => ({
      tap: name,
      attached: programs.find((p) => p.tap === name)?.attached ?? [],
    })),
    conntrack: [
      {
        namespace: 'node1',
        tracked: topology.namespaces.node1?.nftables ? datapath.conntrack === 'tracked' : null,
      },
    ],
    kubeProxy: kubeProxy ?? null,
    drops: drops
      ? [{ place: 'node1', drops: [{ ...drops, packets: observation.probe.count }] }]
      : null,
    routes: (topology.daemons ?? [])
      .filter((daemon) => daemon.routes)
      .map(
        ({ namespace: place }) => routes.find((r) => r.place === place) ?? { place, learned: [] },
      ),
  };
}
