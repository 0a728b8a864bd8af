import type { EventRow, TapRow } from './row.ts';
import type { LegLine } from './time-line.ts';
import type { TraceDocument, TracedAgent, TracedPod } from './trace-document.ts';

export interface RemarkFacts extends Pick<TraceDocument, 'pods' | 'agents' | 'oneClock' | 'legs'> {
  /** What the cluster's configuration says of the monitor's aggregation; null if nothing. */
  readonly aggregation: string | null;
}

/** What the time line shows, and what it cannot show, in sentences. Pure. */
export function remarks(facts: RemarkFacts): string[] {
  const { agents, oneClock } = facts;
  return [
    ...(agents.length > 0 ? agentRemarks(facts) : [NO_AGENTS]),
    ...(oneClock ? [] : [TWO_CLOCKS]),
  ];
}

const NO_AGENTS =
  'No agent events: no Cilium agent runs on these nodes. This is what the taps saw, and no more.';
const TWO_CLOCKS =
  'The nodes are not on one machine, so their clocks cannot be compared: microseconds count from the first packet that each node saw.';
const ORDER =
  "Events have no time that could be held against the taps' clock. They stand where they belong on the path by what they say, not by when they came.";
const STACK =
  'to-stack: the packet was left to the stack of the node. That is not eBPF host routing.';
const TWICE =
  'to-network twice on one node: once by the program of the pod, once by the one on the wire.';

function agentRemarks(facts: RemarkFacts): string[] {
  const { legs, agents } = facts;
  const events = legs.flatMap((line) => line.rows.filter((row) => row.kind === 'event'));
  const twice = legs.some((line) =>
    ['node1', 'node2'].some((node) => new Set(toNetwork(line, node)).size > 1),
  );
  return [
    ...(events.length > 0 ? [ORDER] : []),
    ...deliveries(facts),
    ...(events.some((event) => event.point === 'to-stack') ? [STACK] : []),
    ...(twice ? [TWICE] : []),
    ...aggregated(facts, events),
    ...agents.flatMap((agent) => doubts(agent)),
  ];
}

/** Whose programs told of it: of pods, or of the host. */
function toNetwork({ rows }: LegLine, node: string): (number | null)[] {
  return rows.flatMap((row) =>
    row.kind === 'event' && row.node === node && row.point === 'to-network' ? [row.endpoint] : [],
  );
}

/** to-endpoint names the host side whether or not the packet passes it: what its tap says to that. */
function deliveries({ legs, pods }: RemarkFacts): string[] {
  const skipped = new Set<string>();
  const passed = new Set<string>();
  for (const { leg, rows } of legs) {
    const receiver = pods[leg === 'request' ? 1 : 0]!;
    if (!rows.some((row) => row.kind === 'event' && isDelivery(row, receiver))) continue;
    const taps = rows.filter(
      (row): row is TapRow => row.kind === 'tap' && row.tap === `${receiver.role}/lxc`,
    );
    if (taps.some((tap) => tap.fault !== null)) continue;
    (taps.some((tap) => tap.times > 0) ? passed : skipped).add(receiver.device);
  }
  const named = (devices: Set<string>) => [...devices].join(' and ');
  return [
    ...(skipped.size > 0
      ? [
          `The agent says to-endpoint by ${named(skipped)}, and the tap there saw nothing: the event is told before the redirect. A monitor cannot tell bpf_redirect_peer() from bpf_redirect(); a tap can.`,
        ]
      : []),
    ...(passed.size > 0
      ? [
          `The agent says to-endpoint by ${named(passed)}, and the tap there saw the packet. The event is the same where bpf_redirect_peer() leads past that device: only the tap tells.`,
        ]
      : []),
  ];
}

function isDelivery(event: EventRow, { device }: TracedPod): boolean {
  return event.point === 'to-endpoint' && event.device === device;
}

function aggregated({ aggregation }: RemarkFacts, events: readonly EventRow[]): string[] {
  if (aggregation === null || aggregation === 'none') return [];
  if (events.some((event) => event.point.startsWith('from-'))) return [];
  return [
    `Monitor aggregation is "${aggregation}": events named from- are left out, and others of one connection, too. Helm's bpf.monitorAggregation=none shows all.`,
  ];
}

function doubts({ node, events, lost, listened, complete, fault }: TracedAgent): string[] {
  if (fault !== null) return [`The agent of ${node}: ${fault}. It may have had more to tell.`];
  if (lost > 0) return [`The agent of ${node} lost ${lost} events: some of these may be missing.`];
  if (!listened) {
    return [
      `The agent of ${node} showed none of the packets sent before the probe: that it tells nothing of one proves nothing.`,
    ];
  }
  if (!complete) return [`The agent of ${node} may have had more to tell when it was ended.`];
  return events === 0 ? [`The agent of ${node} listened, and told nothing of the probe.`] : [];
}
