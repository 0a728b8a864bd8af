import type { CaptureEngine, CaptureSession } from '../capture/engine.ts';
import { tcpdumpEngine } from '../capture/tcpdump-engine.ts';
import { FLAGSHIP, findDatapath } from '../datapaths/catalogue.ts';
import type { Placement } from '../datapaths/datapath.ts';
import { addressOf } from '../datapaths/topology.ts';
import { clusterLab } from '../labs/cluster/cluster-lab.ts';
import { askCni } from '../labs/cluster/cni-word.ts';
import { type LiveCluster, pairOf } from '../labs/cluster/live-cluster.ts';
import type { ProbeOptions } from '../probes/probe.ts';
import { sendProbe } from '../probes/send-probe.ts';
import { sequencesOf } from '../verdict/join-key.ts';
import { observe } from '../verdict/observe.ts';
import { ciliumAgents } from './agents.ts';
import { lineUp } from './line-up.ts';
import { sendMarker } from './marker.ts';
import { Monitors } from './monitors.ts';
import { probeFlow } from './probe-flow.ts';
import type { TraceDocument } from './trace-document.ts';

export interface TraceOptions {
  readonly probe: ProbeOptions;
  /** Without it, that of the cluster's first two pods. */
  readonly placement?: Placement | undefined;
  readonly engine?: CaptureEngine;
  readonly signal: AbortSignal;
  readonly onPhase?: (phase: string) => void;
}

/**
 * Sends a probe between two pods of a live cluster, and lines up what the taps saw of it with what the
 * monitors of the Cilium agents told of it. @throws LabError, CommandError
 */
export async function trace(cluster: LiveCluster, options: TraceOptions): Promise<TraceDocument> {
  const { probe, signal, engine = tcpdumpEngine, onPhase = () => {} } = options;
  const { family } = probe;
  onPhase('agents');
  const { pods, lab, agents, ...said } = await lookUp(cluster, options);
  const addresses = [addressOf(lab.topology, 'pod1'), addressOf(lab.topology, 'pod2')] as const;
  const mark = (size: number) =>
    sendMarker(lab.runner('pod1'), { address: addresses[1], family, size }, signal);

  onPhase('capture');
  let session: CaptureSession | undefined;
  const monitoring = Monitors.start(cluster.kubernetes, agents, {
    ...{ addresses, family, mark, signal },
  });
  monitoring.catch(() => {}); // awaited below, once the captures are live
  try {
    session = await engine.start(lab, signal);
    const monitors = await monitoring;
    const listened = await monitors.listening();
    onPhase('probe');
    const { outcome, flow, canaries } = await sendProbe(lab, probe, signal);
    onPhase('drain');
    const complete = await monitors.complete();
    const captures = await session.drain(await lab.taps());
    await monitors.stop();
    const sequences = sequencesOf(probe.count);
    return lineUp({
      ...{ cluster, pods, addresses, probe, outcome, listened, complete, ...said },
      observation: observe({ ...outcome, sequences, canaries }, captures),
      flow: probeFlow(outcome.key, flow, captures),
      monitors: monitors.sessions,
    });
  } finally {
    const stopped = monitoring.then((monitors) => monitors.stop()).catch(() => {});
    await Promise.all([session?.stop(), stopped]);
  }
}

/** The pods, what the cluster says of them, and the lab that they are. */
async function lookUp(cluster: LiveCluster, { probe, placement, signal }: TraceOptions) {
  const { name, backend, kubernetes } = cluster;
  const { family } = probe;
  const placed = placement ?? placementOf(cluster);
  const pods = pairOf(cluster, placed);
  const nodes = [...new Set(pods.map((pod) => pod.node.node.name))];
  const [word, agents] = await Promise.all([
    askCni(cluster, { family, thorough: false, signal }),
    ciliumAgents(kubernetes, nodes, signal),
  ]);
  const promise = word.promise(pods, placed);
  const promised = 'datapath' in promise ? promise.datapath : null;
  // whatever is promised: the taps of a live lab are those that its pods and nodes have
  const datapath = findDatapath(promised ?? FLAGSHIP.name);
  const cni = word.report.name;
  return {
    ...{ pods, agents, promised, because: 'why' in promise ? [promise.why] : promise.because },
    lab: clusterLab({ name, backend, datapath, family, pods, programs: null, cni }),
    aggregation: word.cilium?.config?.['monitor-aggregation'] ?? null,
  };
}

function placementOf({ sites: [one, two] }: LiveCluster): Placement {
  return two && one?.node !== two.node ? 'cross-node' : 'same-node';
}
