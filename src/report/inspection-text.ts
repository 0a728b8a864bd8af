import type { Inspection, NodeDevice, NodePage } from '../inspect/inspection.ts';
import { markOf, type Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { printable } from '../ui/width.ts';
import { cniText } from './inspection-cni-text.ts';
import { fact, hand, prose, row } from './inspection-lines.ts';
import { podName, podText } from './inspection-pod-text.ts';
import { inWords, program, route } from './inspection-words.ts';

/** A page for each node: its CNI, its own devices, then pod by pod how it hangs there. */
export function inspectionText({ nodes }: Inspection, style: Style): string {
  const where = nodes.some(({ way }) => way === 'agent') ? ', in a shell on the node' : '';
  const end = [
    style.colour.dim(`$: the command that shows it by hand${where}`),
    ...disagreements(nodes, style),
  ];
  return `${[...nodes.map((node) => page(node, style)), end.join('\n')].join('\n\n')}\n`;
}

/** Said once more at the end: it may have scrolled away. */
function disagreements(nodes: readonly NodePage[], { colour, mark }: Style): string[] {
  const pods = nodes.flatMap((node) => node.pods).filter(({ map }) => map?.agree === false);
  return pods.map((pod) => {
    const text = `${mark.bad} ${podName(pod)}: the answers about its host side disagree, see map`;
    return colour.red.bold(text);
  });
}

function page(node: NodePage, style: Style): string {
  const own = [heading(node, style), ...cniText(node, style), ...nodeText(node, style)];
  return [own.join('\n'), ...node.pods.map((pod) => podText(pod, style))].join('\n\n');
}

function heading({ name, addresses, way }: NodePage, { colour }: Style): string {
  const reached = way === 'netns' ? [] : [`reached by ${way}`];
  const title = colour.bold.underline(`node ${printable(name)}`);
  return [title, ...addresses, ...reached].join('  ');
}

function nodeText({ kubeProxy, devices, elsewhere, missing }: NodePage, style: Style): string[] {
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
    ...(elsewhere
      ? fact('elsewhere', elsewhere.found.map(route), elsewhere.command, style, 'no route there')
      : []),
    ...missing.map(unknown),
  ];
}

/** One line for each, below it what only some have. */
function deviceLines(devices: readonly NodeDevice[], style: Style): string[] {
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
      .map((line) => `  ${prose(line, { ...style, width: style.width - 2 }).trimStart()}`),
  ]);
}
