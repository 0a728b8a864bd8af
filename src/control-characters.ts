import { stripVTControlCharacters } from 'node:util';

/**
 * What would do something to a terminal: move the cursor, change colours, turn the order of letters. Not lines
 * and tabs, which texts of several lines have.
 */
export const CONTROL = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;

const EACH = new RegExp(CONTROL, 'gu');

/** The same value with nothing in its texts and keys that would do something to a terminal. Pure. */
export function plainTexts<T>(value: T): T {
  return plain(value) as T;
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [plainText(key), plain(inner)]),
  );
}

function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(EACH, '?');
}

/** JSON that says the same, and does nothing to a terminal: JSON itself escapes but the first 32. */
export function escapedJson(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\p{Bidi_Control}]/gu, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
