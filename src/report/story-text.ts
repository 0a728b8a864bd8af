import type { Datapath } from '../datapaths/datapath.ts';
import { type Style, wrap } from '../ui/style.ts';

/** A datapath's story: each step with its number, and below it where that is from. */
export function storyText(story: Datapath['story'], style: Style): string[] {
  return story.map(({ text, source }, i) =>
    [
      wrap(text, '     ', style, `  ${i + 1}. `),
      style.colour.dim(wrap(`(${source})`, '     ', style)),
    ].join('\n'),
  );
}
