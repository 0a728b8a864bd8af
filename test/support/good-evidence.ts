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
  const { programs, kubeProxy } = claimOf(datapath, family).witnesses;
  return {
    counters: observation.taps.map(({ tap, frames }) => ({ tap, rx: frames.in, tx: frames.out })),
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
  };
}
