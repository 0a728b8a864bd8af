import type { PodPage } from '../inspect/inspection.ts';
import type { Style } from '../ui/style.ts';
import { table } from '../ui/table.ts';
import { displayWidth, printable } from '../ui/width.ts';
import { podName, program } from './inspection-words.ts';

const HEAD = ['pod', 'device', 'peer', 'host side', 'bridge, programs'];

/** All pods of a node, a line for each: its device, the ifindex of the other end, whose name that is, what is on it. */
export function overviewText(pods: readonly PodPage[], { colour, width }: Style): string[] {
  if (pods.length === 0) return [];
  const rows = pods.map((pod) => [...ends(pod), onHostSide(pod)]);
  const lines = table(
    [HEAD, ...rows].map((row) => row.slice(0, 4)),
    '  ',
  ).split('\n');
  const most = Math.max(...lines.map(displayWidth));
  const shown = lines.flatMap((line, i) => {
    const more = (i === 0 ? HEAD : rows[i - 1]!)[4]!;
    const whole =
      more === '' ? line : `${line.padEnd(most + line.length - displayWidth(line))}  ${more}`;
    return displayWidth(whole) <= width ? whole : [line, `    ${more}`];
  });
  return [colour.dim(shown[0]), ...shown.slice(1)];
}

function ends(pod: PodPage): string[] {
  const { own, host } = pod;
  return [
    podName(pod),
    own ? printable(`${own.name} (${own.ifindex})`) : '-',
    own?.linkIndex == null ? '-' : `${own.linkIndex}`,
    host ? printable(host.name) : 'unknown',
  ];
}

function onHostSide({ host, programs, own }: PodPage): string {
  const bridged = host?.master ? [printable(host.master)] : [];
  const below = host?.relation === 'below' ? [`${printable(own?.kind ?? 'device')} on it`] : [];
  return [...bridged, ...below, ...(programs?.found.map(program) ?? [])].join(', ');
}
