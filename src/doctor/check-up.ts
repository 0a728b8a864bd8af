/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  /** What it is needed for. */
  readonly group: 'embedded lab' | 'kind clusters';
  /** Null: it will do, but better were possible. */
  readonly ok: boolean | null;
  readonly found: string;
  /** The one command that mends it; null if nothing is wrong. */
  readonly mend: string | null;
}

export function good(
  name: string,
  found: string,
  group: Finding['group'] = 'embedded lab',
): Finding {
  return { name, group, ok: true, found, mend: null };
}

export function bad(
  name: string,
  found: string,
  mend: string,
  group: Finding['group'] = 'embedded lab',
): Finding {
  return { name, group, ok: false, found, mend };
}

export function poor(
  name: string,
  found: string,
  mend: string,
  group: Finding['group'] = 'embedded lab',
): Finding {
  return { name, group, ok: null, found, mend };
}
