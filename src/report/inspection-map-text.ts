import type { MapAnswer, PodMap } from '../inspect/inspection.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import { hand, INDENT, prose, row } from './inspection-lines.ts';

/** Agreement in a line; a disagreement with all that was said. */
export function mapText({ agree, answers }: PodMap, style: Style): string[] {
  const { colour } = style;
  const others = answers.slice(1);
  // those of link_index and of the way back stand with the devices above, the agent's with its mode
  const commands = others
    .filter(({ source }) => source === 'ethtool')
    .map(({ command }) => hand(command, style));
  if (agree === false) {
    return [
      row('map', colour.red.bold(`${style.mark.bad} THE ANSWERS DISAGREE`), style),
      ...answers.map((answer) => saidBy(answer, style)),
      ...commands,
    ];
  }
  const agreeing = others.filter(({ agrees }) => agrees === true);
  const silent = others.filter(({ agrees }) => agrees === null);
  const names = [answers[0]!, ...agreeing].map(({ source }) => source).join(', ');
  return [
    row('map', `${markOf(agree, style)} ${agree ? `${names} agree` : `${names} alone`}`, style),
    ...silent.map(({ source, said }) => prose(`- ${source}: ${said}`, style)),
    ...commands,
  ];
}

function saidBy({ source, said, agrees }: MapAnswer, style: Style): string {
  const name = source.padEnd(15);
  const shown = agrees === false ? style.colour.red(name) : name;
  const first = `${INDENT}  ${shown}`;
  return wrap(printable(said), `${INDENT}  ${' '.repeat(15)}`, style, first);
}
