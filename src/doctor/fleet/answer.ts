import type { Finding } from '../check-up.ts';

/** More than this no doctor says. */
const MOST = 2 ** 20;

/** What a machine's doctor found; null if that is not what it is. Nothing that comes from there is believed unseen. */
export function readAnswer(text: string): Finding[] | null {
  if (text.length > MOST) return null;
  try {
    const { checks } = JSON.parse(text);
    return Array.isArray(checks) && checks.length > 0 && checks.every(isFinding)
      ? checks.map(({ name, group, ok, found, mend }) => ({ name, group, ok, found, mend }))
      : null;
  } catch {
    return null; // not JSON, or null
  }
}

function isFinding(check: Finding | null): boolean {
  return (
    typeof check?.name === 'string' &&
    typeof check.group === 'string' &&
    typeof check.found === 'string' &&
    (check.ok === null || typeof check.ok === 'boolean') &&
    (check.mend === null || typeof check.mend === 'string')
  );
}
