/** Where something stands in a file: keys and numbers of items, from the outermost in. */
export type Path = readonly (string | number)[];

/** Something in a datapath's file that cannot be as it is. */
export interface Problem {
  readonly path: Path;
  /** A key that may not be there is meant itself, not what stands behind it. */
  readonly isKey?: boolean;
  readonly message: string;
  /** What may stand there, as in "a MAC address". */
  readonly expected: string;
}

const MANY = 16;

/** `one of eth0, lxc1`, or what to say where there is none. */
export function oneOf(names: readonly string[]): string {
  if (names.length === 0) return 'nothing: there is none to name';
  const [only] = names;
  if (names.length === 1) return `${only}`;
  const shown = names.length > MANY ? [...names.slice(0, MANY), '...'] : names;
  return `one of ${shown.join(', ')}`;
}
