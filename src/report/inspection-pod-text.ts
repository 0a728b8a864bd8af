import type { DeviceFacts } from '../inspect/device-facts.ts';
import type { HostSide, MapAnswer, PodMap, PodPage } from '../inspect/inspection.ts';
import { markOf, type Style, wrap } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import { fact, hand, INDENT, prose, row } from './inspection-lines.ts';
import { neighbour, program, route } from './inspection-words.ts';

/** A pod, its own end, the host side, how that was found, and what the node knows of it. */
export function podText(pod: PodPage, style: Style): string {
  const { colour } = style;
  const { addresses, own, host, map, programs, routes, neighbours } = pod;
  const head = `${colour.bold(`pod ${podName(pod)}`)}  ${addresses.join(' ')}`;
  const trouble = pod.trouble ? [prose(`${style.mark.bad} ${pod.trouble}`, style)] : [];
  if (!own) return [head, ...trouble].join('\n');
  const unseen = programs?.complete ? 'none' : 'none seen';
  return [
    head,
    ...fact('own end', device(own), own.command, style),
    ...trouble,
    ...(host ? hostText(host, style) : []),
    ...(map ? mapText(map, style) : []),
    ...(programs
      ? fact('programs', programs.found.map(program), programs.command, style, unseen)
      : []),
    ...fact('routes', routes.found.map(route), routes.command, style),
    ...fact('neighbours', neighbours.found.map(neighbour), neighbours.command, style),
  ].join('\n');
}

export function podName({ namespace, name }: PodPage): string {
  return printable(namespace ? `${namespace}/${name}` : name);
}

function device({ name, kind, ifindex, linkIndex, mtu, mac, up, rx, tx }: DeviceFacts): string[] {
  const identity = [`${name} (${kind ?? 'card'})`, `ifindex ${ifindex}`];
  const other = linkIndex === null ? [] : [`link_index ${linkIndex}`];
  const counted = [`mtu ${mtu}`, mac ?? 'no MAC', `rx ${rx}`, `tx ${tx}`, ...(up ? [] : ['DOWN'])];
  return [[...identity, ...other].join('  '), counted.join('  ')].map(printable);
}

function hostText(host: HostSide, style: Style): string[] {
  const { master, port, relation } = host;
  const how = port ? [port.state ?? '', ...(port.hairpin ? ['hairpin'] : [])].join(', ') : '';
  const bridged = master ? [printable(`port of ${master}${how ? ` (${how})` : ''}`)] : [];
  const label = relation === 'below' ? 'stands on' : 'host side';
  return fact(label, [...device(host), ...bridged], host.command, style);
}

/** Agreement in a line; a disagreement with all that was said. */
function mapText({ agree, answers }: PodMap, style: Style): string[] {
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
