import type { LiveCluster } from '../labs/cluster/live-cluster.ts';
import type { PodSite } from '../labs/cluster/site.ts';
import type { ProbeOptions, ProbeOutcome } from '../probes/probe.ts';
import type { Observation } from '../verdict/observation.ts';
import type { CiliumAgent } from './agents.ts';
import type { NodeEvent } from './event-rows.ts';
import { CLOSING, isMarker, OPENING } from './marker.ts';
import { matchEvent, type ProbeFlow } from './match-event.ts';
import type { MonitorEvent } from './monitor-event.ts';
import { remarks } from './remarks.ts';
import { timeLine } from './time-line.ts';
import type { TraceDocument, TracedPod } from './trace-document.ts';

/** All that was found out while the probe went its way. */
export interface Traced {
  readonly cluster: Pick<LiveCluster, 'name' | 'backend'>;
  readonly pods: readonly [PodSite, PodSite];
  readonly addresses: readonly [string, string];
  readonly probe: ProbeOptions;
  readonly outcome: ProbeOutcome;
  readonly promised: string | null;
  readonly because: readonly string[];
  readonly observation: Observation;
  readonly flow: ProbeFlow;
  readonly monitors: readonly {
    readonly agent: Pick<CiliumAgent, 'node' | 'endpoints'>;
    readonly events: readonly MonitorEvent[];
    readonly lost: number;
    readonly fault: string | null;
  }[];
  /** Of each monitor. */
  readonly listened: readonly boolean[];
  readonly complete: readonly boolean[];
  readonly aggregation: string | null;
}

const AGENTS_TELL = "a live cluster's agents tell of its packets themselves";
const NOBODY_TELLS = 'no Cilium agent runs on these nodes, so there are the taps alone';

/** The trace document: the probe's own events among all, lined up with the taps. Pure. */
export function lineUp(traced: Traced): TraceDocument {
  const { cluster, probe, outcome, observation, monitors, listened, complete } = traced;
  const pods = traced.pods.map((_, i) => podOf(traced, i));
  const [client, server] = pods.map(({ role, node }) => ({ pod: role, node }));
  const matched = monitors.map((monitor) => ownEvents(traced, monitor, pods));
  const agents = monitors.map((monitor, i) => ({
    node: roleOf(monitor.agent.node, pods),
    events: matched[i]!.own.length,
    others: matched[i]!.others,
    lost: monitor.lost,
    listened: listened[i]!,
    complete: complete[i]!,
    fault: monitor.fault,
  }));
  const clocks = new Map(traced.pods.flatMap((site, i) => clocksOf(site, pods[i]!)));
  const legs = timeLine({
    ...{ observation, client: client!, server: server! },
    events: matched.flatMap(({ own }) => own),
    endpoints: new Map(pods.map(({ node, endpoint, role }) => [`${node}/${endpoint}`, role])),
    clockOf: (tap) => clocks.get(tap.split('/')[0]!) ?? '',
  });
  const oneClock = new Set(clocks.values()).size === 1;
  const { kind, family, count } = probe;
  const { answered, complaint } = outcome;
  return {
    schema: 'cni-lab/trace/1',
    lab: cluster.name,
    backend: cluster.backend === 'cluster' ? 'cluster' : 'kind',
    tracer: { name: 'monitor', because: agents.length > 0 ? AGENTS_TELL : NOBODY_TELLS },
    promised: traced.promised,
    because: traced.because,
    probe: { kind, family, count, answered, complaint },
    ...{ pods, agents, oneClock, legs, trips: null, rescheduled: null },
    remarks: remarks({ pods, agents, oneClock, legs, aggregation: traced.aggregation }),
  };
}

function podOf({ pods, addresses, monitors }: Traced, i: number): TracedPod {
  const { pod, node, host } = pods[i]!;
  const name = `${pod.namespace}/${pod.name}`;
  const agent = monitors.find((monitor) => monitor.agent.node === node.node.name)?.agent;
  return {
    ...{ role: `pod${i + 1}`, name, address: addresses[i]! },
    node: node === pods[0].node ? 'node1' : 'node2',
    nodeName: node.node.name,
    device: host.name,
    endpoint: agent?.endpoints.get(name) ?? null,
  };
}

function ownEvents(
  { flow, probe }: Traced,
  { agent, events }: Traced['monitors'][number],
  pods: readonly TracedPod[],
): { own: NodeEvent[]; others: number } {
  const own: NodeEvent[] = [];
  let others = 0;
  for (const event of events) {
    if ([OPENING, CLOSING].some((size) => isMarker(event, probe.family, size))) continue;
    const match = matchEvent(event, flow);
    if (match === null) {
      others++;
      continue;
    }
    const { leg, sequence } = match;
    const number = sequence === null ? null : sequence - 1;
    own.push({ node: roleOf(agent.node, pods), leg, probe: number, event });
  }
  return { own, others };
}

function roleOf(name: string, pods: readonly TracedPod[]): string {
  return pods.find((pod) => pod.nodeName === name)?.node ?? name;
}

/** Nodes that share a kernel share its clock. */
function clocksOf({ node }: PodSite, pod: TracedPod): [string, string][] {
  const clock = node.node.bootId || node.node.name;
  return [
    [pod.role, clock],
    [pod.node, clock],
  ];
}
