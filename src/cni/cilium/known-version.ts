/** The minor versions of Cilium whose source or behaviour cni-lab's facts were read from. */
export const KNOWN_VERSIONS = { oldest: '1.17', newest: '1.19' } as const;

/** Negative: before this minor version; 0: one of it; positive: after. Null: cannot be told. */
export function compareMinor(version: string | null, minor: string): number | null {
  const a = numbersOf(version);
  const b = numbersOf(minor);
  if (!a || !b) return null;
  return a[0] - b[0] || a[1] - b[1];
}

/** What to say of a version that is not among the known ones, else null. */
export function versionNote(version: string | null): string | null {
  const { oldest, newest } = KNOWN_VERSIONS;
  const after = compareMinor(version, newest);
  const before = compareMinor(version, oldest);
  if (after === null || before === null) return 'Cilium of unknown version: judged by the captures';
  if (after > 0) {
    return `Cilium ${version} is newer than what cni-lab knows (${newest}): judged by the captures`;
  }
  if (before < 0) {
    return `Cilium ${version} is older than what cni-lab knows (${oldest}): judged by the captures`;
  }
  return null;
}

function numbersOf(version: string | null): [number, number] | null {
  const found = /^v?(\d{1,9})\.(\d{1,9})(?!\d)/.exec(version ?? '');
  return found ? [Number(found[1]), Number(found[2])] : null;
}
