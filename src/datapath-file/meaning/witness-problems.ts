import type { DatapathFile } from '../file-schema.ts';
import type { Problem } from '../problem.ts';
import type { FamilyTopology } from '../topology-schema.ts';
import { unknown } from './words.ts';

/** Taps and places that other witnesses than the captures are to speak of. */
export function witnessProblems(
  { backends = [], forwarded = [], unseen = [], drops, routes = {} }: DatapathFile,
  { namespaces, taps }: FamilyTopology,
): Problem[] {
  const names = taps.map(({ name }) => name);
  const places = Object.keys(namespaces);
  return [
    ...forwarded.flatMap((tap, i) =>
      names.includes(tap) ? [] : [unknown('tap', tap, ['forwarded', i], names)],
    ),
    ...unseen.flatMap(({ tap }, i) =>
      names.includes(tap) ? [] : [unknown('tap', tap, ['unseen', i, 'tap'], names)],
    ),
    ...(drops && !names.includes(drops.tap)
      ? [unknown('tap', drops.tap, ['drops', 'tap'], names)]
      : []),
    ...Object.entries(routes).flatMap(([family, all]) =>
      all.flatMap(({ place }, i) =>
        places.includes(place)
          ? []
          : [unknown('namespace', place, ['routes', family, i, 'place'], places)],
      ),
    ),
    ...backends.flatMap((pod, i) =>
      places.includes(pod) ? [] : [unknown('namespace', pod, ['backends', i], places)],
    ),
  ];
}
