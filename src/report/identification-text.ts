import { markOf, type Style, wrap } from '../ui/style.ts';
import { LEGS, type Leg } from '../verdict/join-key.ts';
import type { IdentificationDocument } from './identification-document.ts';
import type { SeenLab, SeenWay } from './replay.ts';
import { identity } from './result-words.ts';
import { seenLabText } from './seen-lab-text.ts';

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
  const drawn = document.seen ? `\n${drawing(document.seen, style)}\n` : '';
  return `${answer}\n${hint}${drawn}\n${ranked.join('\n')}\n`;
}

/** The ways that packets took, with how many each tap saw. */
function drawing(seen: SeenLab, style: Style): string {
  const cells = (tap: string) => [...LEGS.map((leg) => seenAt(seen.ways, tap, leg)), ''];
  return seenLabText(seen, { head: ['tap', ...LEGS, ''], cells }, style);
}

/** `3 out`, `none` */
function seenAt(ways: readonly SeenWay[], tap: string, leg: Leg): string {
  const seeing = ways
    .map((way) => ({ ...way, stops: way[leg].filter((stop) => stop.tap === tap) }))
    .filter(({ stops }) => stops.length > 0);
  const probes = seeing.flatMap((way) => way.probes.map(([first, last]) => last - first + 1));
  const directions = new Set(seeing.flatMap(({ stops }) => stops.map((s) => s.direction ?? '')));
  const count = probes.reduce((a, b) => a + b, 0);
  return count === 0 ? 'none' : `${count} ${[...directions].sort().join(' and ')}`.trim();
}
