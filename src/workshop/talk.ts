import { wrap } from '../ui/style.ts';
import { type Lesson, teach } from './lesson.ts';
import type { Podium } from './podium.ts';
import { added, NO_SCORE, type Score } from './prediction.ts';

/** What a talk is made of, in its running order. */
export type TalkStep =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'lesson'; readonly lesson: Lesson };

/** Goes through it; what the room had right in all. @throws LabError */
export async function give(steps: readonly TalkStep[], podium: Podium): Promise<Score> {
  let score = NO_SCORE;
  for (const step of steps) {
    if (step.kind === 'lesson') score = added(score, await teach(step.lesson, podium));
    else {
      podium.say(`\n${wrap(step.text, '', podium.style)}`);
      await podium.rest();
    }
  }
  const lessons = steps.filter(({ kind }) => kind === 'lesson').length;
  if (lessons > 1 && score.of > 0) {
    podium.say(`\n${podium.style.colour.bold(`In all: ${score.right} of ${score.of} right`)}`);
  }
  return score;
}
