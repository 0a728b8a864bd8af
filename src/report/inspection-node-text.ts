import type { Bridge, Found, NodeDevice, NodePage } from '../inspect/inspection.ts';
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
  const { kubeProxy, devices, bridges, rules } = node;
  return [
    row('kube-proxy', kubeProxy.mode ?? 'not known', style),
    ...kubeProxy.evidence.map((line) => prose(`- ${line}`, style)),
    hand(kubeProxy.command, style),
    ...fact('devices', deviceLines(devices.found, style), devices.command, style),
    ...devices.found.flatMap((device) => onDevice(device, style)),
    ...bridges.flatMap((bridge) => bridgeText(bridge, style)),
    ...listed('tunnel ends', node.tunnelEntries, fdbEntry, style),
    ...fact('rules', ruleLines(rules.found), rules.command, style),
    ...listed('neighbours', node.neighbours, neighbour, style),
    ...settingsText(node.settings, style),
    ...listed('namespaces', node.namespaces, netns, style),
    ...elsewhereText(node.elsewhere, style),
    ...missingText(node.missing, style),
  ];
}

/** The beginning of a list; nothing where there is none. */
function listed<T>(
  label: string,
  { found, command }: Found<T>,
  line: (one: T) => string,
  style: Style,
): string[] {
  return rareFact(label, few(found.map(line), MOST), command, style);
}

function settingsText({ found, command }: NodePage['settings'], style: Style): string[] {
  const text = found.map(({ name, value }) => `${name}=${value}`).join(', ');
  return rareFact('settings', found.length === 0 ? [] : [printable(text)], command, style);
}

function elsewhereText(elsewhere: NodePage['elsewhere'], style: Style): string[] {
  if (!elsewhere) return [];
  const lines = few(elsewhere.found.map(route), MOST);
  return fact('elsewhere', lines, elsewhere.command, style, 'no route there');
}

function missingText(missing: readonly string[], style: Style): string[] {
  return missing.map((text, i) => {
    const said = `${markOf(null, style)} ${prose(text, style).trimStart()}`;
    return row(i === 0 ? 'missing' : '', said, style);
  });
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

function netns({ nsid, name }: NodePage['namespaces']['found'][number]): string {
  return printable(`nsid ${nsid}: ${name ?? 'without a name here'}`);
}
