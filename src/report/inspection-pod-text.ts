import type { DeviceFacts } from '../inspect/device-facts.ts';
import type { FirewallRule } from '../inspect/firewall-rules.ts';
import type { HostSide, InnerDevice, PodPage } from '../inspect/inspection.ts';
import { isSomebodys } from '../inspect/policy-rules.ts';
import type { Style } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import { fact, few, prose, rareFact } from './inspection-lines.ts';
import { mapText } from './inspection-map-text.ts';
import { namespaceText } from './inspection-namespace-text.ts';
import { fdbEntry, neighbour, podName, program, route } from './inspection-words.ts';

/** Of long lists the page has the beginning. */
const MOST = 10;

/** A pod, its own end, the host side, how that was found, what the node knows of it, and what is in it. */
export function podText(pod: PodPage, style: Style): string {
  const { colour } = style;
  const { addresses, own, host, map, programs, routes, neighbours, netns } = pod;
  const shown = addresses.map(printable).join(' ');
  const head = `${colour.bold(`pod ${podName(pod)}`)}  ${shown}`.trimEnd();
  const trouble = pod.trouble ? [prose(`${style.mark.bad} ${pod.trouble}`, style)] : [];
  if (!own) return [head, ...trouble, ...insideText(pod, style)].join('\n');
  const unseen = programs?.complete ? 'none' : 'none seen';
  return [
    head,
    ...(netns ? namespaceText(netns, style) : []),
    ...fact('own end', device(own), own.command, style),
    ...trouble,
    ...(host ? hostText(host, style) : []),
    ...(map ? mapText(map, style) : []),
    ...(programs
      ? fact('programs', programs.found.map(program), programs.command, style, unseen)
      : []),
    ...(pod.fdb
      ? fact('fdb', pod.fdb.found.map(fdbEntry), pod.fdb.command, style, 'its MAC is not learned')
      : []),
    ...fact('routes', routes.found.map(route), routes.command, style),
    ...fact('neighbours', neighbours.found.map(neighbour), neighbours.command, style),
    ...rulesText(pod, style),
    ...insideText(pod, style),
  ].join('\n');
}

function device({ name, kind, ifindex, linkIndex, ...more }: DeviceFacts): string[] {
  const { mtu, mac, up, rx, tx, linkNetnsid } = more;
  const identity = [`${name} (${kind ?? 'card'})`, `ifindex ${ifindex}`];
  const other = linkIndex === null ? [] : [`link_index ${linkIndex}`];
  const netns = linkNetnsid === null ? [] : [`link-netnsid ${linkNetnsid}`];
  const counted = [`mtu ${mtu}`, mac ?? 'no MAC', `rx ${rx}`, `tx ${tx}`, ...(up ? [] : ['DOWN'])];
  return [[...identity, ...other, ...netns].join('  '), counted.join('  ')].map(printable);
}

function hostText(host: HostSide, style: Style): string[] {
  const { master, port, relation } = host;
  const how = port ? [port.state ?? '', ...(port.hairpin ? ['hairpin'] : [])].join(', ') : '';
  const bridged = master ? [printable(`port of ${master}${how ? ` (${how})` : ''}`)] : [];
  const label = relation === 'below' ? 'stands on' : 'host side';
  const addresses = host.addresses.filter((address) => !address.startsWith('fe80:'));
  const addressed = addresses.length > 0 ? [printable(addresses.join('  '))] : [];
  return fact(label, [...device(host), ...addressed, ...bridged], host.command, style);
}

/** What the node does with its packets by rules: netfilter, IPVS, programs on its sockets. */
function rulesText({ firewall, services, sockets }: PodPage, style: Style): string[] {
  const rules = firewall?.found.map(ruleLine) ?? [];
  const servers = services?.found.map(({ service, backend }) => `${service} -> ${backend}`) ?? [];
  return [
    ...rareFact('netfilter', few(rules, MOST), firewall?.command ?? '', style),
    ...rareFact('IPVS', servers.map(printable), services?.command ?? '', style),
    ...rareFact('sockets', sockets?.found.map(program) ?? [], sockets?.command ?? '', style),
  ];
}

function ruleLine({ table, chain, rule }: FirewallRule): string {
  return printable(`${table} ${chain}: ${rule}`);
}

/** What stands in its own network namespace. */
function insideText({ inside }: PodPage, style: Style): string[] {
  if (!inside) return [];
  const { devices, routes, rules, neighbours, programs, firewall } = inside;
  const somebodys = rules.found.filter(isSomebodys);
  return [
    ...rareFact('more links', devices.found.flatMap(innerDevice), devices.command, style),
    ...fact('own routes', routes.found.map(route), routes.command, style),
    ...rareFact(
      'own rules',
      somebodys.map(({ priority, rule }) => printable(`${priority}: ${rule}`)),
      rules.command,
      style,
    ),
    ...fact('own neighb.', neighbours.found.map(neighbour), neighbours.command, style),
    ...rareFact(
      'own hooks',
      programs.found.map((one) => printable(`${one.device}  ${program(one)}`)),
      programs.command,
      style,
    ),
    ...rareFact('own nft', few(firewall.found.map(ruleLine), MOST), firewall.command, style),
  ];
}

function innerDevice(inner: InnerDevice): string[] {
  const { addresses, host } = inner;
  const more = [...addresses, ...(host ? [`host side ${host}`] : [])].join('  ');
  return [...device(inner), ...(more ? [printable(more)] : [])];
}
