import {
  addressOf,
  type Incident,
  nodesOf,
  passageOf,
  type Topology,
} from '../datapaths/topology.ts';
import type { Lab } from '../labs/lab.ts';
import { until } from '../labs/until.ts';
import type { ProbeKey, ProbeKind } from '../verdict/join-key.ts';
import { sendCanaries } from './canaries.ts';
import type { ProbeOptions, ProbeOutcome } from './probe.ts';
import { PROBES } from './probes.ts';

/** All that was sent through a lab, and how to know it again. */
export interface Sent {
  readonly outcome: ProbeOutcome;
  /** Keys of the canaries' packets. */
  readonly canaries: readonly ProbeKey[];
  /** What the probe looks like to the network. */
  readonly flow: ProbeFlow;
}

export interface ProbeFlow {
  readonly kind: ProbeKind;
  readonly from: string;
  /** The address that is asked. */
  readonly to: string;
  /** Address of who answers, where a service's is asked. */
  readonly answering?: string;
  /** The nodes that it starts and ends on. */
  readonly nodes: readonly string[];
}

/** What a lab's probe will look like to the network. */
export function flowOf(topology: Topology, kind: ProbeKind): ProbeFlow {
  const { from, to, service, device } = passageOf(topology);
  const answering = addressOf(topology, to, device);
  return {
    kind,
    from: addressOf(topology, from, device),
    to: service ?? answering,
    ...(service !== undefined && { answering }),
    nodes: nodesOf(topology),
  };
}

/** Sends the probe, then the canaries. @throws LabError, CommandError */
export async function sendProbe(
  lab: Lab,
  probe: ProbeOptions,
  signal?: AbortSignal,
): Promise<Sent> {
  const { topology } = lab;
  const passage = passageOf(topology);
  const flow = flowOf(topology, probe.kind);
  const outcome = await PROBES[probe.kind]({
    ...probe,
    ...(signal && { signal }),
    ...(passage.unconnected && { unconnected: true }),
    ...(topology.incident && { afterFirst: incident(lab, topology.incident, signal) }),
    from: { name: passage.from, runner: lab.runner(passage.from) },
    to: {
      name: passage.to,
      runner: lab.runner(passage.to),
      address: flow.to,
      listen: addressOf(topology, passage.to, passage.device),
      port: servicePort(lab, passage.to),
    },
    others: topology.services
      .filter(({ namespace }) => namespace !== passage.to)
      .map(({ namespace }) => ({
        runner: lab.runner(namespace),
        listen: addressOf(topology, namespace),
      })),
  });
  const canaries = await sendCanaries(lab, probe.family, signal);
  return { outcome, canaries, flow };
}

/** @throws LabError E_LAB_BROKEN if it takes no effect */
function incident(lab: Lab, { act, effect }: Incident, signal?: AbortSignal) {
  return async () => {
    await lab.runner(act.namespace).run(act.argv, signal ? { signal } : {});
    await until(lab.runner(effect.namespace), effect.argv, signal);
  };
}

function servicePort({ topology }: Lab, pod: string): number {
  const service = topology.services.find((s) => s.namespace === pod);
  if (!service) throw new Error(`${pod} has no service in its topology`);
  return service.port;
}
