import type { Capability } from '../../../src/host/capabilities.ts';

/** Root with these capabilities, and no other; what it starts can have no more either. */
export function asRootWith(capabilities: readonly Capability[]): string[] {
  const kept = capabilities.map((name) => `,+${word(name)}`).join('');
  return ['setpriv', '--bounding-set', `-all${kept}`, '--inh-caps', '-all'];
}

/** A user who is not root, with these capabilities, and no other. */
export function asNobodyWith(capabilities: readonly Capability[]): string[] {
  const kept = capabilities.map((name) => `,+${word(name)}`).join('');
  const sets = ['--inh-caps', `-all${kept}`, '--ambient-caps', `-all${kept}`];
  return [...AS_NOBODY, ...sets];
}

/** A user who is not root, and has nothing. */
export const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

function word(name: Capability): string {
  return name.slice('CAP_'.length).toLowerCase();
}
