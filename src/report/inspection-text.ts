import type { Inspection, NodePage } from '../inspect/inspection.ts';
import type { Style } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import { cniText } from './inspection-cni-text.ts';
import { namespaceText } from './inspection-namespace-text.ts';
import { nodeText } from './inspection-node-text.ts';
import { overviewText } from './inspection-overview-text.ts';
import { podText } from './inspection-pod-text.ts';
import { podName } from './inspection-words.ts';

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
  const netns = node.netns ? namespaceText(node.netns, style) : [];
  const own = [
    ...[heading(node, style), ...overviewText(node.pods, style), ''],
    ...[...cniText(node, style), ...netns, ...nodeText(node, style)],
  ];
  return [own.join('\n'), ...node.pods.map((pod) => podText(pod, style))].join('\n\n');
}

function heading({ name, addresses, way }: NodePage, { colour }: Style): string {
  const reached = way === 'netns' || way === 'here' ? [] : [`reached by ${way}`];
  const title = colour.bold.underline(`node ${printable(name)}`);
  return [title, ...addresses.map(printable), ...reached].join('  ');
}
