import type { Drained } from '../capture/drained.ts';
import { NamespaceCaptures } from '../capture/namespace-captures.ts';
import type { Family } from '../datapaths/topology.ts';
import type { LabError } from '../errors.ts';
import type { PodSite } from '../labs/cluster/site.ts';
import type { SweepCluster, SweepNode } from '../labs/cluster/sweep/sweep-cluster.ts';
import { NODES_AT_ONCE } from '../labs/cluster/sweep/sweep-cluster.ts';
import { sweepFilter } from '../labs/cluster/sweep/sweep-filter.ts';

/** A network namespace of the sweep: a node's, or a pod's. */
export type Place = SweepNode['site'] | PodSite;

/** The captures of all nodes and pods of a sweep, opened once. */
export class SweepCaptures {
  readonly #captures = new NamespaceCaptures<Place>();
  /** Why captures did not start, by node. */
  failures: ReadonlyMap<string, LabError> = new Map();
  count = 0;
  frames = 0;
  bytes = 0;

  async start(
    { members }: Pick<SweepCluster, 'members'>,
    options: { family: Family; size: number; signal: AbortSignal },
  ): Promise<void> {
    const { signal } = options;
    const places = new Map(members.flatMap((member) => placesOf(member, options)));
    this.count = places.size;
    const failures = await this.#captures.start(places, NODES_AT_ONCE, signal);
    this.failures = new Map([...failures].map(([place, failure]) => [nodeOf(place), failure]));
  }

  async drain({ interrupted }: { interrupted: boolean }): Promise<Map<Place, Drained>> {
    const drained = await this.#captures.drain(NODES_AT_ONCE, interrupted);
    for (const { frames } of drained.values()) {
      this.frames += frames.length;
      for (const frame of frames) this.bytes += frame.bytes.length;
    }
    return drained;
  }

  stop(): Promise<void> {
    return this.#captures.stop();
  }
}

function placesOf(
  { site, pods }: SweepNode,
  { family, size }: { family: Family; size: number },
): [Place, { runner: PodSite['runner']; filter: string | null }][] {
  const filter = sweepFilter({
    ifindexes: pods.map((pod) => pod.host.ifindex),
    pods: pods.flatMap((pod) => pod.pod.addresses),
    node: site.node.internalAddresses.find((a) => a.includes(':') === (family === 6)) ?? '0.0.0.0',
    ...{ family, size },
  });
  return [
    [site, { runner: site.access.net, filter }],
    ...pods.map((pod): [Place, { runner: PodSite['runner']; filter: null }] => [
      pod,
      { runner: pod.runner, filter: null },
    ]),
  ];
}

function nodeOf(place: Place): string {
  return 'pod' in place ? place.node.node.name : place.node.name;
}
