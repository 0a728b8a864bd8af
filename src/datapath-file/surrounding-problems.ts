import { CATALOGUE } from '../datapaths/catalogue.ts';
import { nearest } from '../datapaths/nearest.ts';
import { isFileName } from './file-name.ts';
import type { DatapathFile } from './file-schema.ts';
import type { Path, Problem } from './problem.ts';

/**
 * What a file names beside itself and is not there: BPF objects, the control.
 * @param isThere whether a file is there, by its path from this one
 */
export function surroundingProblems(
  { topology, control }: DatapathFile,
  isThere: (path: string) => boolean,
): Problem[] {
  const objects = Object.entries(topology).flatMap(([family, { programs, socketPrograms = [] }]) =>
    Object.entries({ programs, socketPrograms }).flatMap(([key, all]) =>
      all.map(({ object }, i) => ({
        object,
        path: ['topology', family, key, i, 'object'] as Path,
      })),
    ),
  );
  return [
    ...objects
      .filter(({ object }) => object.endsWith('.o') && !isThere(object))
      .map(({ object, path }) => ({
        path,
        message: `there is no BPF object "${object}"`,
        expected: 'a path from this file to what clang -target bpf has compiled',
      })),
    ...controlProblems(control, isThere),
  ];
}

function controlProblems(control: string, isThere: (path: string) => boolean): Problem[] {
  const path = ['control'];
  if (isFileName(control)) {
    if (isThere(control)) return [];
    const expected = 'a file that is there, by its path from this one, or a name of the catalogue';
    return [{ path, message: `there is no file "${control}"`, expected }];
  }
  const names = CATALOGUE.map((datapath) => datapath.name);
  if (names.includes(control)) return [];
  const near = nearest(control, names).join(', ');
  const expected = `a name of the catalogue (the nearest are ${near}), or a file`;
  return [{ path, message: `there is no datapath named "${control}"`, expected }];
}
