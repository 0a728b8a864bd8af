import { markOf, type Style, wrap } from '../ui/style.ts';
import type { IdentificationDocument } from './identification-document.ts';
import { identity } from './result-text.ts';

const MOST_EVIDENCE = 4;

/** The answer, then every datapath of the catalogue with what speaks for or against it. */
export function identificationText(document: IdentificationDocument, style: Style): string {
  const { colour } = style;
  const { identified, ranking } = document;
  const answer = wrap(colour.bold(identity(identified)), ' '.repeat(8), style, 'this is ');
  const ranked = ranking.map((guess) => {
    const head = `  ${markOf(guess.fits, style)} ${colour.bold(guess.datapath)}  ${Math.round(guess.score * 100)} %`;
    const shown = guess.evidence
      .slice(0, MOST_EVIDENCE)
      .map((line) => wrap(line, '        ', style, '      - '));
    const more = guess.evidence.length - MOST_EVIDENCE;
    return [head, ...shown, ...(more > 0 ? [`      - and ${more} more`] : [])].join('\n');
  });
  const hint = document.tellApart ? `${wrap(document.tellApart, '  ', style)}\n` : '';
  return `${answer}\n${hint}\n${ranked.join('\n')}\n`;
}
