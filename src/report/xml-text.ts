import { printable } from '../ui/width.ts';

/**
 * Text as it may stand in XML, in an element or in an attribute: what XML 1.0 has no way to write
 * (control characters, halves of surrogate pairs) is a question mark.
 */
export function xmlText(text: string): string {
  return printable(text)
    .replaceAll(/[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
