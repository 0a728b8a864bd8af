import { CONTROL } from '../control-characters.ts';
import type { Path, Problem } from './problem.ts';

const EXPECTED = 'text without control characters';

/** Control characters in keys and texts, wherever they stand: much of a file is shown as it is. Pure. */
export function textProblems(data: unknown): Problem[] {
  const seen = new Set<object>(); // aliases lead to what was looked at
  const look = (value: unknown, path: Path): Problem[] => {
    if (typeof value === 'string') return problemOf(value, path, false);
    if (typeof value !== 'object' || value === null || seen.has(value)) return [];
    seen.add(value);
    return Object.entries(value).flatMap(([key, inner]) => {
      const at = [...path, key];
      return [...problemOf(key, at, true), ...look(inner, at)];
    });
  };
  return look(data, []);
}

function problemOf(text: string, path: Path, isKey: boolean): Problem[] {
  const [control] = CONTROL.exec(text) ?? [];
  if (control === undefined) return [];
  const code = control.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return [{ path, isKey, message: `a control character, U+${code}`, expected: EXPECTED }];
}
