import type { Datapath } from '../../datapaths/datapath.ts';
import { type Family, type Passage, passageOf, type Topology } from '../../datapaths/topology.ts';
import { LabError } from '../../errors.ts';
import { linkTable } from '../../host/link-table.ts';
import type { Runner } from '../../host/runner.ts';
import type { Backend, Lab, Tap } from '../lab.ts';
import { captureFilter } from './capture-filter.ts';
import { liveTopology } from './live-topology.ts';
import { areNeighbours } from './neighbours.ts';
import type { PodSite } from './site.ts';

/** Two pods of a live cluster, between which a datapath is to be seen. */
export interface ClusterLabOptions {
  readonly name: string;
  readonly backend: Backend;
  readonly datapath: Datapath;
  readonly family: Family;
  readonly pods: readonly [PodSite, PodSite];
  /** Names of programs that take what leaves the pods, on their host sides, by ifindex of their node; null to ask tc. */
  readonly programs: ReadonlyMap<string, readonly string[]> | null;
  /** The CNI that connects the pods; null where nobody asked. */
  readonly cni: string | null;
  /** Who sends the probe to whom; without it, as the datapath has it. */
  readonly passage?: Passage;
  /** How the node translates services; null where that is of no interest. */
  readonly kubeProxy?: string | null;
}

/** The pods are there already, so there is nothing to set up and nothing to remove. @throws LabError */
export function clusterLab(options: ClusterLabOptions): Lab {
  const { name, backend, datapath, family, pods, programs, cni } = options;
  const passage = options.passage ?? passageOf(datapath.topology(family));
  const [one, two] = pods;
  const topology = withCanaries(liveTopology(pods, family, passage), datapath.topology(family));
  const across = one.node !== two.node;
  const places = new Map<string, { runner: Runner; known: string }>([
    ['node1', { runner: one.node.access.net, known: one.node.node.name }],
    ['node2', { runner: two.node.access.net, known: two.node.node.name }],
    ['pod1', { runner: one.runner, known: `${one.pod.namespace}/${one.pod.name}` }],
    ['pod2', { runner: two.runner, known: `${two.pod.namespace}/${two.pod.name}` }],
  ]);
  const place = (word: string) => {
    const found = places.get(word);
    if (!found) throw new Error(`there is no place ${word} in a cluster's lab`);
    return found;
  };
  const filters = new Map(
    ['node1', 'node2'].map((node, i) => [
      node,
      captureFilter({
        ifindexes: pods
          .filter((pod) => pod.node === pods[across ? i : 0]!.node)
          .map((pod) => pod.host.ifindex),
        pods: pods.flatMap((pod) => pod.pod.addresses),
        nodes: across ? pods.map((pod) => pod.node.node.internalAddresses[0]!) : [],
      }),
    ]),
  );
  const runner = (word: string) => place(word).runner;
  const routed = across && !areNeighbours(one.node, two.node);
  const onItsMachine = (tap: Tap): Tap => {
    const { bootId } = (tap.place.endsWith('1') || !across ? one : two).node.node;
    // between nodes of two networks a router writes its own MAC addresses
    const mac = routed && /^node\d\/eth0$/.test(tap.name) ? null : tap.mac;
    return { ...tap, mac, clock: bootId };
  };
  return {
    ...{ name, backend, datapath: datapath.name, topology, ready: Promise.resolve(), cni },
    taps: async () => (await resolveTaps(topology.taps, runner)).map(onItsMachine),
    namespace: (word) => place(word).known,
    runner,
    captureFilter: (word) => filters.get(word) ?? '',
    ...(programs && { programs: async (taps) => programsOn(taps, pods, programs) }),
    kubeProxy: async () => options.kubeProxy ?? null,
    remove: async () => {},
  };
}

/** Devices that the datapath leaves silent get the embedded lab's proof that they could have been seen. */
function withCanaries(live: Topology, embedded: Topology): Topology {
  const isThere = (place: string) => Object.hasOwn(live.namespaces, place);
  const taps = live.taps.map((tap) => {
    const canary = embedded.taps.find(({ name }) => name === tap.name)?.canary;
    if (!canary || !isThere(canary.from) || !isThere(canary.to)) return tap;
    return { canary, ...tap };
  });
  return { ...live, taps };
}

function programsOn(
  taps: readonly Tap[],
  pods: readonly PodSite[],
  programs: ReadonlyMap<string, readonly string[]>,
) {
  return pods.flatMap((site, i) => {
    const tap = taps.find((t) => t.name === `pod${i + 1}/lxc`);
    const found = programs.get(`${site.node.node.name}/${site.host.ifindex}`);
    return tap && found ? [{ tap: tap.name, attached: [...found] }] : [];
  });
}

async function resolveTaps(
  points: Lab['topology']['taps'],
  runner: (place: string) => Runner,
): Promise<Tap[]> {
  const places = [...new Set(points.map((tap) => tap.namespace))];
  const tables = new Map(
    await Promise.all(places.map(async (p) => [p, await linkTable(runner(p))] as const)),
  );
  return points.map(({ name, namespace: place, device }) => {
    const link = tables.get(place)?.find((l) => l.name === device);
    if (!link) throw gone(device, place);
    const { ifindex, mac, xdp, rx, tx } = link;
    return { name, place, device, ifindex, mac, xdp, rx, tx };
  });
}

function gone(device: string, place: string): LabError {
  return new LabError('E_LAB_BROKEN', {
    message: `${device} is not there any more on ${place}`,
    why: 'the pod was deleted or made anew meanwhile, or its node was restarted',
    mend: 'cni-lab up --backend kind mends a lab of ours; then verify again',
  });
}
