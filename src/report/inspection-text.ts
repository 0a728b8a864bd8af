import { FIELD_NAMES, MODE_FIELDS, type ModeFields } from '../cni/cilium/mode-fields.ts';
import type { CniFacts, Inspection, NodeDevice, NodePage } from '../inspect/inspection.ts';
import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable } from '../ui/width.ts';
import { hand, prose, row, rows } from './inspection-lines.ts';
import { podText } from './inspection-pod-text.ts';
import { inWords, program, route } from './inspection-words.ts';

/** A page for each node: its CNI, its own devices, then pod by pod how it hangs there. */
export function inspectionText({ nodes }: Inspection, style: Style): string {
  const pages = nodes.map((node) => page(node, style));
  const where = nodes.some(({ way }) => way === 'agent') ? ', in a shell on the node' : '';
  const legend = style.colour.dim(`$: the command that shows it by hand${where}`);
  return `${[...pages, legend].join('\n\n')}\n`;
}

function page(node: NodePage, style: Style): string {
  const { colour } = style;
  const { name, addresses, way, kubeProxy, devices, elsewhere, pods, missing } = node;
  const reached = way === 'netns' ? '' : `  reached by ${way}`;
  const head = `${colour.bold.underline(`node ${printable(name)}`)}  ${addresses.join(' ')}${reached}`;
  const own = [
    cni(node.cni, style),
    endpoints(node, style),
    [
      row('kube-proxy', kubeProxy.mode ?? 'not known', style),
      ...kubeProxy.evidence.map((line) => prose(`- ${line}`, style)),
      hand(kubeProxy.command, style),
    ],
    [...rows('devices', deviceTable(devices.found), style), hand(devices.command, style)],
    elsewhere
      ? [
          ...rows('elsewhere', elsewhere.found.map(route), style, 'no route to their pods'),
          hand(elsewhere.command, style),
        ]
      : [],
    missing.map((line, i) =>
      row(i === 0 ? 'missing' : '', `${markOf(null, style)} ${printable(line)}`, style),
    ),
  ];
  const blocks = [[head, ...own.flat()].join('\n'), ...pods.map((pod) => podText(pod, style))];
  return blocks.join('\n\n');
}

function cni({ name, evidence, agent, command }: CniFacts, style: Style): string[] {
  const version = agent?.mode.version ? ` ${agent.mode.version}` : '';
  return [
    row('CNI', style.colour.bold(printable(`${name}${version}`)), style),
    ...evidence.map((line) => prose(`- ${line}`, style)),
    hand(command, style),
    ...(agent
      ? [
          row('mode', prose(modeInWords(agent.mode), style).trimStart(), style),
          ...agent.conflicts.map((line) => prose(`${style.mark.bad} conflict: ${line}`, style)),
          ...(agent.legacy ? [prose(`- Legacy: ${agent.legacy.text}`, style)] : []),
          ...(agent.note ? [prose(`- ${agent.note}`, style)] : []),
          hand(agent.command, style),
        ]
      : []),
  ];
}

/** The agent's list is one for all pods. */
function endpoints({ pods }: NodePage, style: Style): string[] {
  const answers = pods.flatMap(({ map }) => map?.answers ?? []);
  const listed = answers.filter(({ source }) => source === 'endpoint list');
  const [first] = listed;
  if (!first) return [];
  const known = listed.filter(({ ifindex }) => ifindex !== null).length;
  const text = `the agent's list has ${known} of these ${listed.length} pods`;
  return [row('endpoints', text, style), hand(first.command, style)];
}

function modeInWords(mode: ModeFields): string {
  const said = MODE_FIELDS.filter((field) => field !== 'version' && mode[field] !== null);
  const word = (value: unknown) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : value);
  return said.map((field) => `${FIELD_NAMES[field]} ${word(mode[field])}`).join(', ');
}

/** One line for each, below it what only some have. */
function deviceTable(devices: readonly NodeDevice[]): string[] {
  const lines = table(
    devices.map(({ name, role, kind, ifindex, mtu, mac }) => [
      ...[printable(name), role, kind ?? 'card', `ifindex ${ifindex}`, `mtu ${mtu}`, mac ?? ''],
    ]),
    '',
  ).split('\n');
  return devices.flatMap((device, i) => [
    lines[i]!,
    ...[inWords(device), ...device.programs.map(program)]
      .filter((line) => line !== '')
      .map((line) => `  ${line}`),
  ]);
}
