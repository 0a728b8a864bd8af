import type { Inspection } from '../inspect/inspection.ts';

/** The document as it is; what would do something to a terminal that shows it stands by its number. */
export function inspectionJson(inspection: Inspection): string {
  const text = JSON.stringify(inspection, null, 2);
  return `${text.replaceAll(/[\u007f-\u009f\p{Bidi_Control}]/gu, escaped)}\n`;
}

function escaped(c: string): string {
  return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
