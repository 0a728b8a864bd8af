import { escapeControls } from '../escape-controls.ts';

/**
 * The JSON document in a command's stdout, or null. Log lines may stand before it: some builds of
 * cilium-dbg write theirs to stdout.
 */
export function parseJson(said: string | null): unknown {
  if (said === null) return null;
  const text = escapeControls(said);
  for (const start of possibleStarts(text)) {
    try {
      return JSON.parse(text.slice(start)) as unknown;
    } catch {
      // not here: a log line may begin with a bracket, or be JSON itself
    }
  }
  return null;
}

/** Only where a line begins with a bracket: a nested object, indented, is never the document. */
function possibleStarts(text: string): number[] {
  return [...text.matchAll(/^[[{]/gm)].map((found) => found.index);
}

/** What is at a path of keys, or null. Never throws, whatever the value is. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return null;
    here = (here as Record<string, unknown>)[key];
  }
  return here ?? null;
}

/** A text that is not empty, or null. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

export function booleanAt(value: unknown, ...path: readonly string[]): boolean | null {
  const found = at(value, ...path);
  return typeof found === 'boolean' ? found : null;
}

export function integerAt(value: unknown, ...path: readonly string[]): number | null {
  const found = at(value, ...path);
  return Number.isSafeInteger(found) ? (found as number) : null;
}

/** The elements, or none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
