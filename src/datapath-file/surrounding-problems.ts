import { CATALOGUE } from '../datapaths/catalogue.ts';
import { nearest } from '../datapaths/nearest.ts';
import type { BpfProgram } from './bpf-programs.ts';
import { isFileName } from './file-name.ts';
import type { DatapathFile } from './file-schema.ts';
import { oneOf, type Path, type Problem } from './problem.ts';
import { programMeant, type Surroundings, sectionOf } from './surroundings.ts';

/** What a file names beside itself, and is not there or not what it must be: BPF objects, the control. */
export function surroundingProblems(
  { topology, control }: DatapathFile,
  around: Surroundings,
): Problem[] {
  return [
    ...Object.entries(topology).flatMap(([family, { programs, socketPrograms = [] }]) => [
      ...programs.flatMap((program, i) => {
        const { object, section, hook } = program;
        const path = ['topology', family, 'programs', i];
        return ownProblems(object, path, around, (there) => {
          if (programMeant(there, program)) return [];
          const names = [...new Set(there.map((one) => one.section))];
          return [
            missing('section', section ?? sectionOf(hook), object, [...path, 'section'], names),
          ];
        });
      }),
      ...socketPrograms.flatMap(({ object, hooks }, i) => {
        const path = ['topology', family, 'socketPrograms', i];
        return ownProblems(object, path, around, (there) => {
          const names = there.map((program) => program.name);
          return hooks.flatMap((hook, n) =>
            names.includes(`cgroup_${hook}`)
              ? []
              : [missing('program', `cgroup_${hook}`, object, [...path, 'hooks', n], names)],
          );
        });
      }),
    ]),
    ...controlProblems(control, (path) => around.isThere(path)),
  ];
}

/** Of an object of the user's: whether it is one, and what more is asked of it. */
function ownProblems(
  object: string,
  path: Path,
  around: Surroundings,
  further: (programs: readonly BpfProgram[]) => Problem[],
): Problem[] {
  if (!object.endsWith('.o')) return [];
  const programs = around.programsIn(object);
  if (programs !== null) return further(programs);
  const message = around.isThere(object)
    ? `"${object}" is no BPF object`
    : `there is no BPF object "${object}"`;
  const expected = 'a path from this file to what clang -target bpf has compiled';
  return [{ path: [...path, 'object'], message, expected }];
}

function missing(
  what: string,
  name: string,
  object: string,
  path: Path,
  names: readonly string[],
): Problem {
  return { path, message: `there is no ${what} "${name}" in ${object}`, expected: oneOf(names) };
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
