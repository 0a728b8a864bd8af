import { claimOf, type Datapath } from '../../src/datapaths/datapath.ts';
import type { Family } from '../../src/datapaths/topology.ts';
import { type Evidence, programsAt, type Translation } from '../../src/verdict/evidence.ts';
import type { Observation } from '../../src/verdict/observation.ts';
import { origins } from '../../src/verdict/origins.ts';

/** What the witnesses say where this datapath is really at work and the captures saw all. */
export function goodEvidence(
  datapath: Datapath,
  family: Family,
  observation: Observation,
): Evidence {
  const topology = datapath.topology(family);
  const {
    programs,
    kubeProxy,
    unseen,
    drops,
    routes = [],
    forwarded,
  } = claimOf(datapath, family).witnesses;
  return {
    counters: observation.taps.map(({ tap, frames }) => {
      const { rx = 0, tx = 0 } = unseen?.find((one) => one.tap === tap) ?? {};
      const { count } = observation.probe;
      const port = forwarded?.includes(tap) && { port: { rx: frames.out, tx: frames.in } };
      return { tap, rx: frames.in + rx * count, tx: frames.out + tx * count, ...port };
    }),
    programs: topology.taps.map(({ name }) => ({
      tap: name,
      attached: programsAt(programs, name),
    })),
    conntrack: [
      {
        namespace: 'node1',
        tracked: topology.namespaces.node1?.nftables ? datapath.conntrack === 'tracked' : null,
      },
    ],
    kubeProxy: kubeProxy ?? null,
    translations: kubeProxy ? translationsOf(datapath, observation) : null,
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

/** Node 1's own notes of the flow: a proxy answers itself, rules have the pod answer. */
function translationsOf(
  { signature, kubeProxy }: Datapath,
  observation: Observation,
): readonly Translation[] {
  const origin = origins(observation, signature);
  const [request, reply] = [origin.sent('request', 0)!, origin.sent('reply', 0)!];
  const isProxied = kubeProxy === 'userspace';
  const back = isProxied
    ? `${reply.destination} > ${request.source}`
    : `${reply.source} > ${reply.destination}`;
  return [
    { place: 'node1', by: 'conntrack', back: [back] },
    { place: 'node1', by: 'IPVS', back: kubeProxy === 'ipvs' ? [reply.source] : null },
  ];
}
