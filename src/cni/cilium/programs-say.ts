import { type AttachedProgram, attachedPrograms } from './attached-programs.ts';
import type { ModeFields, Testimony } from './mode-fields.ts';

/** What the programs that hang on the node's devices tell of the mode. */
export function programsSay(text: string | null): Testimony {
  const programs = attachedPrograms(text).filter((program) => program.name?.startsWith('cil_'));
  return {
    source: 'bpftool net show',
    said: { attach: attachOf(programs), endpointRoutes: endpointRoutesOf(programs) },
  };
}

function attachOf(programs: readonly AttachedProgram[]): ModeFields['attach'] {
  const tcx = programs.some((program) => program.hook.startsWith('tcx '));
  const tc = programs.some((program) => program.hook.startsWith('tc '));
  if (tcx === tc) return null;
  return tcx ? 'tcx' : 'tc';
}

/** A program on the egress of the pods' devices is there with endpoint routes only. */
function endpointRoutesOf(programs: readonly AttachedProgram[]): boolean | null {
  const onPods = programs.filter((p) => /^lxc[0-9a-f]{6,}/.test(p.device) && /^tcx? /.test(p.hook));
  if (onPods.length === 0) return null;
  return onPods.some((program) => program.hook.endsWith(' egress'));
}
