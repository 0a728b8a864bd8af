import type { PlaceRoutes } from '../../verdict/evidence.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import type { Attach } from './attached-pod.ts';
import { bird } from './bird.ts';
import { PLAN, podPrefix } from './node-pair.ts';
import { switchedNodes } from './switched-nodes.ts';

const NODES = [1, 2, 3];
/** Of private use; Calico and kube-router take 64512 unless told otherwise. */
const AS = 64512;

/**
 * The three nodes behind a switch, each telling all others by BGP where its pods are: nobody has
 * written a route to another node's pods.
 */
export function bgpMesh(attach?: Attach): (family: Family) => Topology {
  const joined = switchedNodes(undefined, attach);
  return (family) => {
    const topology = joined(family);
    return {
      ...topology,
      namespaces: Object.fromEntries(
        Object.entries(topology.namespaces).map(([name, ns]) => [name, withoutRemote(ns)]),
      ),
      daemons: NODES.map((n) => speaker(n, family)),
    };
  };
}

/** What BIRD on each node must have learned: the pods of the other two. */
export function meshRoutes(family: Family): PlaceRoutes[] {
  return NODES.map((n) => ({
    place: `node${n}`,
    learned: others(n).map((o) => `${podPrefix(o, family)} by BGP`),
  }));
}

function speaker(n: number, family: Family) {
  const { node } = PLAN[family];
  return bird({
    ...{ namespace: `node${n}`, id: n, family, as: AS, announces: podPrefix(n, family), learns: 2 },
    peers: others(n).map((o) => ({
      ...{ name: `node${o}`, as: AS, local: node(n), remote: node(o), isPassive: n < o },
    })),
  });
}

function withoutRemote(namespace: Namespace): Namespace {
  if (namespace.role !== 'node') return namespace;
  return { ...namespace, routes: namespace.routes.filter((r) => r.via === undefined) };
}

function others(n: number): number[] {
  return NODES.filter((o) => o !== n);
}
