import type { Program } from '../datapaths/program.ts';
import type { BpfProgram } from './bpf-programs.ts';

/** What is on the disk around a datapath's file; paths are as the file's own folder has them. */
export interface Surroundings {
  isThere(path: string): boolean;
  /** The programs in a BPF object; null where there is no such object. */
  programsIn(path: string): readonly BpfProgram[] | null;
}

/**
 * The program of an object that is meant: the one in the section that is said, else in that of its hook,
 * else the only one there.
 */
export function programMeant(
  programs: readonly BpfProgram[],
  { section, hook }: Pick<Program, 'section' | 'hook'>,
): BpfProgram | undefined {
  const inSection = (name: string) => programs.find((program) => program.section === name);
  if (section !== undefined) return inSection(section);
  return inSection(sectionOf(hook)) ?? (programs.length === 1 ? programs[0] : undefined);
}

/** Where a program for a hook is, if nothing else is said. */
export function sectionOf(hook: Program['hook']): string {
  return hook === 'xdp' || hook === 'xdp generic' ? 'xdp' : 'tc';
}
