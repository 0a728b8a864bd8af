import type { BpfProgram } from './bpf-programs.ts';

/** What is on the disk around a datapath's file; paths are as the file's own folder has them. */
export interface Surroundings {
  isThere(path: string): boolean;
  /** The programs in a BPF object; null where there is no such object. */
  programsIn(path: string): readonly BpfProgram[] | null;
}

/**
 * The program of an object that is meant: the one in the section that is said, else in `tc`, else the
 * only one there.
 */
export function programMeant(
  programs: readonly BpfProgram[],
  section: string | undefined,
): BpfProgram | undefined {
  const inSection = (name: string) => programs.find((program) => program.section === name);
  if (section !== undefined) return inSection(section);
  return inSection('tc') ?? (programs.length === 1 ? programs[0] : undefined);
}
