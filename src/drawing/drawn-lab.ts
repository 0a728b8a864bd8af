import { claimOf, type Datapath } from '../datapaths/datapath.ts';
import type { Family } from '../datapaths/topology.ts';
import type { TapPrograms } from '../verdict/evidence.ts';
import { type Scene, sceneOf } from './scene.ts';
import { expectedWays, type Way } from './way.ts';

/** A lab with the ways of its packets: what a drawing of it is made from. */
export interface DrawnLab {
  readonly scene: Scene;
  /** BPF programs on the taps' devices, where somebody asked. */
  readonly programs: readonly TapPrograms[];
  readonly ways: readonly Way[];
}

/** A datapath's lab as its signature has it, with the ways of the first probe and of the rest. */
export function expectedLab(datapath: Datapath, family: Family) {
  return {
    scene: sceneOf(datapath.topology(family)),
    programs: claimOf(datapath, family).witnesses.programs,
    ways: expectedWays(datapath.signature),
  } satisfies DrawnLab;
}
