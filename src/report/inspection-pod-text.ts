import type { DeviceFacts } from '../inspect/device-facts.ts';
import type { HostSide, PodMap, PodPage } from '../inspect/inspection.ts';
import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable } from '../ui/width.ts';
import { hand, INDENT, prose, row, rows } from './inspection-lines.ts';
import { neighbour, program, route } from './inspection-words.ts';

/** A pod, its own end, the host side, how that was found, and what the node knows of it. */
export function podText(pod: PodPage, style: Style): string {
  const { colour } = style;
  const { namespace, name, addresses, own, host, map, programs, routes, neighbours } = pod;
  const called = printable(namespace ? `${namespace}/${name}` : name);
  const head = `${colour.bold(`pod ${called}`)}  ${addresses.join(' ')}`;
  const trouble = pod.trouble ? [prose(`${style.mark.bad} ${pod.trouble}`, style)] : [];
  if (!own) return [head, ...trouble].join('\n');
  return [
    head,
    ...rows('own end', device(own), style),
    hand(own.command, style),
    ...trouble,
    ...(host ? hostText(host, style) : []),
    ...(map ? mapText(map, style) : []),
    ...(programs
      ? [
          ...rows(
            'programs',
            programs.found.map(program),
            style,
            programs.complete ? 'none' : 'none seen',
          ),
          hand(programs.command, style),
        ]
      : []),
    ...rows('routes', routes.found.map(route), style),
    hand(routes.command, style),
    ...rows('neighbours', neighbours.found.map(neighbour), style),
    hand(neighbours.command, style),
  ].join('\n');
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
  return [
    ...rows(relation === 'below' ? 'stands on' : 'host side', device(host), style),
    ...(master ? [INDENT + printable(`port of ${master}${how ? ` (${how})` : ''}`)] : []),
    hand(host.command, style),
  ];
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
    const said = answers.map(({ source, said, agrees }) => [
      agrees === false ? colour.red(source) : source,
      printable(said),
    ]);
    return [
      row('map', colour.red.bold(`${style.mark.bad} THE ANSWERS DISAGREE`), style),
      table(said, `${INDENT}  `),
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
