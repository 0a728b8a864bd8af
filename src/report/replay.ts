import type { Datapath } from '../datapaths/datapath.ts';
import type { DrawnLab } from '../drawing/drawn-lab.ts';
import { seenJourney } from '../drawing/journey.ts';
import { sceneOf } from '../drawing/scene.ts';
import type { Way } from '../drawing/way.ts';
import type { Run } from '../run.ts';
import { byLeg, type ProbeKey } from '../verdict/join-key.ts';
import type { Observation } from '../verdict/observation.ts';
import type { Signature } from '../verdict/signature.ts';

/**
 * What it takes to draw a result and to read its captures again, with the lab and whoever wrote the
 * datapath long gone.
 */
export interface Replay extends SeenLab {
  readonly title: string;
  readonly story: Datapath['story'];
  /** What it was held against. */
  readonly signature: Signature;
  /** By which the probe's packets are known, and those that showed that a capture can see. */
  readonly key: ProbeKey;
  readonly canaries: readonly ProbeKey[];
  /** In the order of the result's taps. */
  readonly taps: readonly ReplayTap[];
}

/** What can be drawn of a run. */
export interface SeenLab extends DrawnLab {
  /** The ways that packets were seen to take: one, where all took the same. */
  readonly ways: readonly SeenWay[];
}

export interface ReplayTap {
  readonly mac: string | null;
  /** Why its capture cannot be believed where it has nothing; null if it can. */
  readonly fault: string | null;
  /** Stamps are comparable between taps with the same one. */
  readonly clock?: string;
}

export interface SeenWay extends Way {
  /** Probes by number, from 1: from the first to the last of each range. */
  readonly probes: readonly (readonly [number, number])[];
}

export function replayOf(run: Run): Replay {
  const { datapath, captures, probe } = run;
  const { signature } = run.verdict;
  return {
    ...{ title: datapath.title, story: datapath.story },
    ...seenLab(run, signature),
    ...{ signature, key: probe.outcome.key, canaries: run.canaries },
    taps: captures.map(({ mac, fault, clock }) => ({
      ...{ mac, fault },
      ...(clock !== undefined && { clock }),
    })),
  };
}

/** @param signature by which stops are put in order where their stamps are the same */
export function seenLab({ lab, evidence, observation }: Run, signature: Signature): SeenLab {
  return {
    scene: sceneOf(lab.topology),
    programs: evidence.programs,
    ways: waysOf(observation, signature),
  };
}

/** The ways in the order in which the first probe took each. */
function waysOf(observation: Observation, signature: Signature): SeenWay[] {
  const ways = new Map<string, Way & { probes: [number, number][] }>();
  for (let probe = 0; probe < observation.probe.count; probe++) {
    const stops = byLeg((leg) =>
      seenJourney(observation, signature, leg, probe).map(({ tap, direction }) => ({
        ...{ tap, direction },
      })),
    );
    const word = JSON.stringify(stops);
    const way = ways.get(word) ?? { probes: [], ...stops };
    ways.set(word, way);
    const range = way.probes.at(-1);
    if (range?.[1] === probe) range[1] = probe + 1;
    else way.probes.push([probe + 1, probe + 1]);
  }
  return [...ways.values()];
}
