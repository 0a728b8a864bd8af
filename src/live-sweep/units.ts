import type { UnitCosts } from '../sweep/cost.ts';

/** Measured on kind clusters of two and three nodes on two loaded cores; docs/scale.md says how. */
export const MEASURED: UnitCosts = {
  podMs: 2000,
  reachMs: 60,
  askMs: 30,
  captureMs: 120,
  pairMs: 30,
  pairCpuMs: 5,
  drainMs: 6,
  judgeMs: 1,
  callsPerPod: 2,
  callsPerAgent: 6,
  framesPerProbe: 16,
  bytesPerFrame: 400,
};
