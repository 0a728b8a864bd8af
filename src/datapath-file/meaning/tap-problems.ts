import { LEGS } from '../../verdict/join-key.ts';
import { looksOf, sealedIn } from '../../verdict/signature.ts';
import type { DatapathFile } from '../file-schema.ts';
import { oneOf, type Path, type Problem } from '../problem.ts';
import type { FamilyTopology } from '../topology-schema.ts';
import { repeated, twice, unknown } from './words.ts';

/** Taps that the signature does not know, and those whose silence nothing would prove. */
export function tapProblems(
  { signature }: DatapathFile,
  { taps, daemons = [] }: FamilyTopology,
  at: Path,
): Problem[] {
  const names = taps.map(({ name }) => name);
  return [
    ...daemons.flatMap(({ ports = [] }, i) =>
      ports.flatMap((tap, port) =>
        names.includes(tap)
          ? []
          : [unknown('tap', tap, [...at, 'daemons', i, 'ports', port], names)],
      ),
    ),
    ...twice(taps, ({ name }) => name).map((i) =>
      repeated('tap', taps[i]!.name, [...at, 'taps', i, 'name']),
    ),
    ...taps.flatMap(({ name, canary }, i): Problem[] => {
      const legs = signature[name];
      if (!legs) {
        const expected = `a tap of the signature: ${oneOf(Object.keys(signature))}; or "${name}" in it`;
        return [
          {
            path: [...at, 'taps', i, 'name'],
            message: `the signature says nothing of the tap "${name}"`,
            expected,
          },
        ];
      }
      if (canary || LEGS.some((leg) => looksOf(legs[leg]).length > 0)) return [];
      return [
        {
          path: [...at, 'taps', i],
          message: `the tap "${name}" must see nothing, and nothing shows that it could`,
          expected: 'canary: { from, to }: between which namespaces a ping must pass it',
        },
      ];
    }),
  ];
}

/** Taps that the signature names and the topology has not. */
export function signatureProblems(
  { signature, why }: DatapathFile,
  { taps }: FamilyTopology,
): Problem[] {
  const names = taps.map(({ name }) => name);
  const known = (name: string) => names.includes(name);
  return [
    ...Object.entries(signature).flatMap(([tap, legs]) => [
      ...(known(tap) ? [] : [unknown('tap', tap, ['signature', tap], names, '', true)]),
      ...LEGS.flatMap((leg) => {
        const expectation = legs[leg];
        const path = ['signature', tap, leg];
        const bareAt = sealedIn(expectation)?.bareAt;
        const uses = [
          ...looksOf(expectation).flatMap(({ sourceMac, sharedBy = [] }, i) => {
            const look = Array.isArray(expectation) ? [...path, i] : path;
            return [
              [sourceMac, [...look, 'sourceMac']] as const,
              ...sharedBy.map((name, n) => [name, [...look, 'sharedBy', n]] as const),
            ];
          }),
          [bareAt, [...path, 'sealed', 'bareAt']] as const,
        ];
        return uses.flatMap(([name, where]) =>
          name === undefined || known(name) ? [] : [unknown('tap', name, where, names)],
        );
      }),
    ]),
    ...Object.keys(why).flatMap((tap) =>
      known(tap) ? [] : [unknown('tap', tap, ['why', tap], names, '', true)],
    ),
  ];
}
