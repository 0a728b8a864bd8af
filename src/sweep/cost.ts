import { BATCH_LIMITS } from './batches.ts';
import { largestRound, roundCount } from './rounds.ts';

/** What one step takes, in milliseconds, and how large it is: measured, see docs/scale.md. */
export interface UnitCosts {
  /** From the API call to a running pod, of those that start side by side on different nodes. */
  readonly podMs: number;
  /** One node reached and its devices looked up, with all API calls that it takes. */
  readonly reachMs: number;
  /** One node asked for its CNI's settings. */
  readonly askMs: number;
  /** The captures of one node until they are live. */
  readonly captureMs: number;
  /** One pair probed: process started, last answer in, beside the time between the probes. */
  readonly pairMs: number;
  /** Processor time of ours for one pair probed. */
  readonly pairCpuMs: number;
  /** The captures of one node drained. */
  readonly drainMs: number;
  /** Processor time for one pair judged. */
  readonly judgeMs: number;
  /** API calls for one node's pod, made and removed; its share of lists not counted. */
  readonly callsPerPod: number;
  /** API calls for one node's agent; none where this machine enters the node itself. */
  readonly callsPerAgent: number;
  /** Frames of one probe packet's way there and back, on all taps. */
  readonly framesPerProbe: number;
  /** Bytes of a frame as it is held. */
  readonly bytesPerFrame: number;
}

export interface SweepSize {
  readonly nodes: number;
  /** Whether each node asks itself, too. */
  readonly itself: boolean;
  /** Probes for each pair, and the time between them. */
  readonly count: number;
  readonly intervalMs: number;
  /** Nodes that are set up side by side. */
  readonly nodesAtOnce: number;
  /** Pairs that are probed side by side. */
  readonly pairsAtOnce: number;
  /** Through agents, one stream a node; else this machine enters the nodes. */
  readonly byAgent: boolean;
}

/** What a sweep will take. */
export interface SweepCost {
  readonly pairs: number;
  readonly rounds: number;
  /** How often all captures are drained. */
  readonly batches: number;
  readonly pods: number;
  readonly apiCalls: number;
  /** Long-lived ones, at the same time. */
  readonly execStreams: number;
  /** On a node, at the same time: its captures and one probe. */
  readonly processesPerNode: number;
  readonly framesCaptured: number;
  readonly bytesCaptured: number;
  /** Of all captures, at most. */
  readonly bytesHeld: number;
  readonly estimatedMs: number;
}

/** List calls and namespace, whatever the number of nodes. */
const CALLS_ONCE = 6;

/** Plans a sweep from what its steps were measured to take. Pure. */
export function sweepCost(size: SweepSize, unit: UnitCosts): SweepCost {
  const { nodes, itself, count, intervalMs, byAgent } = size;
  const pairs = nodes * (nodes - 1) + (itself ? nodes : 0);
  const rounds = roundCount(nodes, size);
  const pairsPerRound = Math.ceil(pairs / Math.max(1, rounds));
  const pods = nodes * (itself ? 2 : 1);
  const framesPerPair = count * unit.framesPerProbe;
  const largest = Math.max(1, largestRound(nodes, size));
  const perBatch = Math.floor(BATCH_LIMITS.frames / (largest * framesPerPair));
  const batchSize = Math.max(1, Math.min(BATCH_LIMITS.rounds, perBatch));
  const batches = Math.ceil(rounds / batchSize);
  const sideBySide = (each: number) => Math.ceil(nodes / size.nodesAtOnce) * each;
  const pairMs = unit.pairMs + (count - 1) * intervalMs;
  const roundMs = Math.max(
    Math.ceil(pairsPerRound / size.pairsAtOnce) * pairMs,
    pairsPerRound * unit.pairCpuMs,
  );
  return {
    ...{ pairs, rounds, batches, pods },
    apiCalls: CALLS_ONCE + pods * unit.callsPerPod + (byAgent ? nodes * unit.callsPerAgent : 0),
    execStreams: byAgent ? nodes : 0,
    processesPerNode: 1 + (itself ? 2 : 1) + 1,
    framesCaptured: pairs * framesPerPair,
    bytesCaptured: pairs * framesPerPair * unit.bytesPerFrame,
    bytesHeld: Math.min(rounds, batchSize) * pairsPerRound * framesPerPair * unit.bytesPerFrame,
    estimatedMs: Math.round(
      sideBySide(unit.podMs + unit.reachMs + unit.askMs + unit.captureMs) +
        rounds * roundMs +
        batches * sideBySide(unit.drainMs) +
        pairs * unit.judgeMs,
    ),
  };
}
