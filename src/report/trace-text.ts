import type { EventRow, TapRow } from '../trace/row.ts';
import type { LegLine } from '../trace/time-line.ts';
import type { TraceDocument, TracedPod } from '../trace/trace-document.ts';
import { type Style, wrap } from '../ui/style.ts';
import { displayWidth, printable } from '../ui/width.ts';
import { hopsText } from './hop-text.ts';

const US = 8;

/** A trace as a person reads it: who, leg by leg along the path, and what it shows. */
export function traceText(document: TraceDocument, style: Style): string {
  const { legs, remarks, probe, tracer } = document;
  const blocks =
    tracer.name === 'monitor' ? monitoredText(document, style) : hopsText(legs, probe.count, style);
  const notes = remarks.map((remark) => wrap(printable(remark), '    ', style, '  - '));
  return `${[head(document, style), ...blocks, notes.join('\n')].join('\n\n')}\n`;
}

/** What agents told, along the path: their events have no time. */
function monitoredText(document: TraceDocument, style: Style): string[] {
  const { colour } = style;
  const legs = document.legs.map((line) => ({
    ...line,
    rows: line.rows.filter((row) => row.kind !== 'hop'),
  }));
  const where = Math.max(...legs.flatMap(({ rows }) => rows.map((row) => whereOf(row).length)));
  return legs.map((line) =>
    [
      colour.bold(titleOf(line, document.probe.count)),
      colour.dim(`${'us'.padStart(US)}  ${'seen by'.padEnd(where)}  what`),
      ...line.rows.map((row) => rowText(row, where, document, style)),
    ].join('\n'),
  );
}

function head(document: TraceDocument, style: Style): string {
  const { probe, promised, because, pods, agents, tracer, backend } = document;
  const { kind, family, count, answered, complaint } = probe;
  const sent = `${count} x ${kind}, IPv${family}, pod1 to pod2, ${answered} answered`;
  const mode = promised ?? `unknown: ${because.join('; ')}`;
  const told = agents.map(({ node, events, others }) => `${node} ${events} (${others} of others)`);
  const lines = [
    ['probe', complaint ? `${sent} (${complaint})` : sent],
    [backend === 'netns' ? 'lab of' : 'promised', mode],
    ['tracer', `${tracer.name}: ${tracer.because}`],
    ...pods.map((pod) => [pod.role, whereIs(pod, backend)]),
    ...(told.length > 0 ? [['events', told.join(', ')]] : []),
  ];
  const text = lines.map(([name = '', value = '']) =>
    wrap(printable(value), ' '.repeat(12), style, `  ${name.padEnd(10)}`),
  );
  return [style.colour.bold('TRACE'), ...text].join('\n');
}

function whereIs(pod: TracedPod, backend: TraceDocument['backend']): string {
  const { role, name, address, node, nodeName, endpoint } = pod;
  if (backend === 'netns') return `${address} in ${name}${node === role ? '' : `, on ${node}`}`;
  return `${name} ${address}, ${endpoint === null ? '' : `endpoint ${endpoint} `}on ${node}, ${nodeName}`;
}

function titleOf({ leg, probe }: LegLine, count: number): string {
  if (count === 1) return leg;
  return probe === null ? `${leg}, all ${count} together` : `${leg} ${probe}`;
}

function whereOf(row: TapRow | EventRow): string {
  return printable(row.kind === 'tap' ? row.tap : `${row.node} agent`);
}

function rowText(
  row: TapRow | EventRow,
  where: number,
  { pods }: TraceDocument,
  style: Style,
): string {
  const { colour } = style;
  const us = row.kind === 'tap' && row.us !== null ? row.us.toFixed(0) : '';
  const front = `${us.padStart(US)}  ${whereOf(row).padEnd(where)}  `;
  const what = row.kind === 'tap' ? tapText(row) : eventText(row, pods);
  const text = wrap(printable(what), ' '.repeat(displayWidth(front) + 2), style, front);
  if (row.kind === 'event') return row.type === 'drop' ? colour.red(text) : colour.cyan(text);
  return row.times === 0 ? colour.dim(text) : text;
}

/** `in, ttl 64, lxc1364` */
function tapText({ device, times, direction, ttl, encapsulation, fault }: TapRow): string {
  if (times === 0) return fault === null ? `nothing, ${device}` : `not known: ${fault}`;
  const inside = encapsulation.length > 0 ? ` in ${encapsulation.join(' in ')}` : '';
  return `${many(times)}${[direction ?? 'seen', `ttl ${ttl}${inside}`, device].join(', ')}`;
}

/** `to-endpoint pod2, lxc1364, new, ttl 63`; `DROP Policy denied, ...` */
function eventText(event: EventRow, pods: TraceDocument['pods']): string {
  const { type, point, endpoint, pod, state, reason, device, ttl, times } = event;
  const who = pod ?? (endpoint === null ? '' : `endpoint ${endpoint}`);
  // the host's own endpoint speaks at most points; its number says nothing
  const named = pods.some((p) => p.endpoint === endpoint) || point.endsWith('-endpoint');
  const what = type === 'drop' ? `DROP ${reason ?? 'for no reason that is told'}` : point;
  const head = type === 'drop' || !named || !who ? what : `${what} ${who}`;
  const by = type === 'drop' && who ? `by ${who}` : null;
  const parts = [head, by, device, state, ttl === null ? null : `ttl ${ttl}`];
  return many(times) + parts.filter(Boolean).join(', ');
}

function many(times: number): string {
  return times > 1 ? `${times} x ` : '';
}
