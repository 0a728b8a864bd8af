import type { Style } from '../ui/style.ts';
import type { ResultVerdict } from './run-document.ts';

/** The word that a headline begins with: `PASS`, coloured. */
export function verdictWord(verdict: ResultVerdict, { colour }: Style): string {
  const paint = {
    pass: colour.green,
    fail: colour.red,
    inconclusive: colour.yellow,
    skipped: colour.dim,
  };
  return paint[verdict].bold(verdict.toUpperCase());
}
