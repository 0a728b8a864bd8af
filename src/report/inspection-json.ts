import { escapedJson } from '../control-characters.ts';
import type { Inspection } from '../inspect/inspection.ts';

/** The document as it is; what would do something to a terminal that shows it stands by its number. */
export function inspectionJson(inspection: Inspection): string {
  return `${escapedJson(JSON.stringify(inspection, null, 2))}\n`;
}
