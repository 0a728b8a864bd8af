import type { Bridge, NodeDevice, NodePage } from '../inspect/inspection.ts';
import { isSomebodys } from '../inspect/policy-rules.ts';
import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable } from '../ui/width.ts';
import { fact, few, hand, prose, rareFact, row } from './inspection-lines.ts';
import { fdbEntry, inWords, neighbour, program, route } from './inspection-words.ts';

/** Of long lists the page has the beginning. */
const MOST = 12;

/** What a node has of its own, with the command that shows each. */
export function nodeText(node: NodePage, style: Style): string[] {
  const { kubeProxy, devices, bridges, tunnelEntries, rules, neighbours } = node;
  const { settings, namespaces, elsewhere, missing } = node;
  const unknown = (text: string, i: number) =>
    row(
      i === 0 ? 'missing' : '',
      `${markOf(null, style)} ${prose(text, style).trimStart()}`,
      style,
    );
  return [
    row('kube-proxy', kubeProxy.mode ?? 'not known', style),
    ...kubeProxy.evidence.map((line) => prose(`- ${line}`, style)),
    hand(kubeProxy.command, style),
    ...fact('devices', deviceLines(devices.found, style), devices.command, style),
    ...devices.found.flatMap((device) => onDevice(device, style)),
    ...bridges.flatMap((bridge) => bridgeText(bridge, style)),
    ...rareFact(
      'tunnel ends',
      few(tunnelEntries.found.map(fdbEntry), MOST),
      tunnelEntries.command,
      style,
    ),
    ...fact('rules', ruleLines(rules.found), rules.command, style),
    ...rareFact(
      'neighbours',
      few(neighbours.found.map(neighbour), MOST),
      neighbours.command,
      style,
    ),
    ...rareFact(
      'settings',
      settings.found.length === 0 ? [] : [printable(settingsLine(settings.found))],
      settings.command,
      style,
    ),
    ...rareFact('namespaces', few(namespaces.found.map(netns), MOST), namespaces.command, style),
    ...(elsewhere
      ? fact(
          'elsewhere',
          few(elsewhere.found.map(route), MOST),
          elsewhere.command,
          style,
          'no route there',
        )
      : []),
    ...missing.map(unknown),
  ];
}

/** One line for each, below it what only some have. */
function deviceLines(devices: readonly NodeDevice[], style: Style): string[] {
  const lines = table(
    devices.map(({ name, role, kind, ifindex, mtu }) => [
      ...[printable(name), role, printable(kind ?? 'card'), `ifindex ${ifindex}`, `mtu ${mtu}`],
    ]),
    '',
  ).split('\n');
  return devices.flatMap((device, i) => {
    const words = [...(device.mac ? [device.mac] : []), inWords(device)].filter(Boolean).join(', ');
    const narrow = { ...style, width: style.width - 2 };
    return [lines[i]!, ...(words === '' ? [] : [`  ${prose(words, narrow).trimStart()}`])];
  });
}

function onDevice({ name, programs }: NodeDevice, style: Style): string[] {
  const lines = programs.found.map((one) => printable(`${name}  ${program(one)}`));
  return rareFact('programs', lines, programs.command, style);
}

function bridgeText({ name, kind, ports, command }: Bridge, style: Style): string[] {
  const title = `${name}${kind === 'bridge' ? '' : ` (${kind ?? 'card'})`}`;
  const shown = table(
    ports.map(({ name: port, ifindex, state, hairpin, pod }) => [
      ...[printable(port), `ifindex ${ifindex}`, `${state ?? ''}${hairpin ? ', hairpin' : ''}`],
      pod === null ? '' : printable(`pod ${pod}`),
    ]),
    '  ',
  ).split('\n');
  const lines = ports.length === 0 ? ['  no ports'] : few(shown, MOST);
  return fact('bridge', [printable(title), ...lines], command, style);
}

function ruleLines(rules: NodePage['rules']['found']): string[] {
  const lines = rules
    .filter(isSomebodys)
    .map(({ priority, family, rule }) =>
      printable(`${family === 6 ? 'IPv6 ' : ''}${priority}: ${rule}`),
    );
  return lines.length === 0 ? ["none but the kernel's: local, main, default"] : few(lines, MOST);
}

function settingsLine(settings: NodePage['settings']['found']): string {
  return settings.map(({ name, value }) => `${name}=${value}`).join(', ');
}

function netns({ nsid, name }: NodePage['namespaces']['found'][number]): string {
  return printable(`nsid ${nsid}: ${name ?? 'without a name here'}`);
}
