import { oneOf, type Path, type Problem } from '../problem.ts';
import type { FamilyTopology } from '../topology-schema.ts';
import { devicesOf } from './placed.ts';
import { repeated, twice, unknown } from './words.ts';

/** Names of namespaces. */
export function placeProblems(topology: FamilyTopology, at: Path): Problem[] {
  const { namespaces, links, programs, socketPrograms = [], services, daemons = [] } = topology;
  const { taps, probe, conditions = [], incident } = topology;
  const places = Object.keys(namespaces);
  const nodes = places.filter((place) => namespaces[place]?.role === 'node');
  const uses: [string | undefined, Path][] = [
    ...devicesOf(links).map(
      ({ device, path }) => [device.namespace, [...path, 'namespace']] as const,
    ),
    ...links.flatMap((link, i) =>
      'lower' in link && link.lower
        ? [[link.lower.namespace, ['links', i, 'lower', 'namespace']] as const]
        : [],
    ),
    ...Object.entries({
      ...{ programs, socketPrograms, services, conditions, daemons, taps },
    }).flatMap(([key, all]) =>
      all.map(({ namespace }, i) => [namespace, [key, i, 'namespace']] as const),
    ),
    ...Object.entries(incident ?? {}).map(
      ([key, { namespace }]) => [namespace, ['incident', key, 'namespace']] as const,
    ),
    ...taps.flatMap(({ canary }, i) => (canary ? ends(canary, ['taps', i, 'canary']) : [])),
    ...(probe ? ends(probe, ['probe']) : []),
  ].map(([name, path]) => [name, path as Path]);
  return [
    ...uses.flatMap(([name, path]) =>
      name === undefined || places.includes(name)
        ? []
        : [unknown('namespace', name, [...at, ...path], places)],
    ),
    ...Object.entries(namespaces).flatMap(([name, { role, node }]): Problem[] => {
      const path = [...at, 'namespaces', name, 'node'];
      if (role !== 'pod') return [];
      if (node === undefined) {
        const message = `"node" is missing: ${name} is a pod`;
        return [{ path, message, expected: oneOf(nodes) }];
      }
      return nodes.includes(node) ? [] : [unknown('node', node, path, nodes)];
    }),
    ...links.flatMap((link, i) => {
      if (link.kind !== 'made') return [];
      const { namespace, name } = link.by;
      const there = daemons.filter((daemon) => daemon.namespace === namespace).map((d) => d.name);
      if (there.includes(name)) return [];
      const path = [...at, 'links', i, 'by', 'name'];
      return [unknown('daemon', name, path, there, ` in ${namespace}`)];
    }),
    ...twice(daemons, (d) => `${d.namespace}/${d.name}`).map((i) =>
      repeated('daemon', daemons[i]!.name, [...at, 'daemons', i, 'name']),
    ),
  ];
}

function ends({ from, to }: { from: string; to: string }, path: Path) {
  return [[from, [...path, 'from']] as const, [to, [...path, 'to']] as const];
}
