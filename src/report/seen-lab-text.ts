import { ladderOf } from '../drawing/ladder.ts';
import { distinctLanes } from '../drawing/way.ts';
import type { Style } from '../ui/style.ts';
import { programsAt } from '../verdict/evidence.ts';
import { type LadderNotes, ladderText } from './ladder-text.ts';
import type { SeenLab } from './replay.ts';

/** A lab with the ways that packets were seen to take, in characters. */
export function seenLabText(
  { scene, programs, ways }: SeenLab,
  notes: Omit<LadderNotes, 'programs'>,
  style: Style,
): string {
  const ladder = ladderOf(scene);
  const noted = { ...notes, programs: (tap: string) => programsAt(programs, tap) };
  return ladderText(ladder, distinctLanes(ladder, ways), noted, style);
}
