import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, findDatapath } from '../../src/datapaths/catalogue.ts';
import { familiesOf } from '../../src/datapaths/datapath.ts';
import { expectedJourney, type Stop, seenJourney } from '../../src/drawing/journey.ts';
import { ladderOf } from '../../src/drawing/ladder.ts';
import { lanesOf, pointAt, pointBelow } from '../../src/drawing/lane.ts';
import { sceneOf } from '../../src/drawing/scene.ts';
import { tripOf } from '../../src/drawing/trip.ts';
import { LEGS } from '../../src/verdict/join-key.ts';
import { observed, RUNS, recordedRun } from '../support/recorded-runs.ts';

describe.each(CATALOGUE)('the ladder of $name', (datapath) => {
  const scene = sceneOf(datapath.topology(familiesOf(datapath)[0]!));
  const { rungs, sections } = ladderOf(scene);

  it('has a rung for each tap, each in the room that its device is in', () => {
    expect(rungs.map(({ tap }) => tap)).toEqual(Object.keys(datapath.signature));
    const inRooms = sections.flatMap(({ room, first, last }) =>
      rungs.slice(first, last + 1).map(() => room.name),
    );
    expect(inRooms).toEqual(rungs.map(({ room }) => room));
  });

  it('knows what kind of device each tap is on, and where the way goes on', () => {
    for (const { kind } of rungs) expect(kind).not.toBeNull();
    for (const [i, { room, next }] of rungs.entries()) {
      const after = rungs[i + 1];
      if (!after) expect(next).toBeNull();
      else expect(next?.kind === 'inside').toBe(after.room === room);
    }
  });

  it('is nothing that JSON cannot hold', () => {
    expect(JSON.parse(JSON.stringify(scene))).toEqual(scene);
  });
});

describe('gaps between rungs', () => {
  const gaps = (name: string) => {
    const datapath = findDatapath(name);
    return ladderOf(sceneOf(datapath.topology(4))).rungs.map(({ next }) => next?.kind ?? null);
  };

  it('are wires where two devices are one pair', () => {
    expect(gaps('cilium/same-node')).toEqual(['wire', 'inside', 'wire', null]);
  });

  it('name the rooms without a tap that lie between', () => {
    const datapath = findDatapath('linux/bond-active-backup');
    const { rungs } = ladderOf(sceneOf(datapath.topology(4)));
    const between = rungs.flatMap(({ next }) => next?.through ?? []);
    expect(between).toContain('switch');
  });
});

describe.each(RUNS)('the trips of $title', (run) => {
  const observation = observed(run);
  const ladder = ladderOf(sceneOf(run.datapath.topology(run.family)));

  it('stop wherever a probe was seen, and nowhere else', () => {
    for (let probe = 1; probe <= observation.probe.count; probe++) {
      const { steps, lanes } = tripOf(ladder, observation, run.datapath.signature, probe);
      const seen = observation.taps.flatMap(({ tap, sightings }) =>
        sightings.filter((s) => s.probe === probe - 1).map((sighting) => ({ tap, sighting })),
      );
      expect(steps).toHaveLength(seen.length);
      for (const { tap, sighting } of seen) {
        const step = steps.find((one) => one.sighting === sighting)!;
        expect(ladder.rungs[step.rung]!.tap).toBe(tap);
        expect(lanes[step.lane]!.leg).toBe(sighting.leg);
      }
    }
  });

  it('go the way that the signature says, probe by probe', () => {
    const { signature } = run.datapath;
    const isShared = LEGS.some((leg) =>
      Object.values(signature).some((legs) => JSON.stringify(legs[leg]).includes('sharedBy')),
    );
    if (isShared || run.datapath.name === 'linux/bond-active-backup') return; // chance has its part
    for (const leg of LEGS) {
      const seen = seenJourney(observation, signature, leg, 1).map(({ tap }) => tap);
      const expected = expectedJourney(signature, leg, 1).map(({ tap }) => tap);
      expect(new Set(seen)).toEqual(new Set(expected));
    }
  });
});

describe('lanes', () => {
  const ladder = ladderOf(sceneOf(findDatapath('flannel/vxlan').topology(4)));
  const taps = ladder.rungs.map(({ tap }) => tap);
  const journeys = fc.array(
    fc.record({ tap: fc.constantFrom(...taps), direction: fc.constantFrom('in', 'out', null) }),
    { maxLength: 12 },
  );

  it('hold every stop of a journey, in its order, each lane one way', () => {
    fc.assert(
      fc.property(journeys, (journey: readonly Stop[]) => {
        const lanes = lanesOf(ladder, 'request', journey);
        const stops = lanes.flatMap((lane) => lane.stops);
        expect(stops.map(({ tap }) => tap)).toEqual(journey.map(({ tap }) => tap));
        for (const { stops, heads } of lanes) {
          for (const [i, { rung }] of stops.entries()) {
            const before = stops[i - 1]?.rung;
            if (before !== undefined) expect(rung > before).toBe(heads === 'down');
          }
        }
        expect(lanes.map(({ turns }) => turns)).toEqual(lanes.map((_, i) => i < lanes.length - 1));
      }),
    );
  });

  it('are unseen wherever they pass a rung without a stop', () => {
    const [lane] = lanesOf(ladder, 'reply', [
      { tap: taps[5]!, direction: 'out' },
      { tap: taps[2]!, direction: 'in' },
    ]);
    expect(lane!.heads).toBe('up');
    expect(taps.map((_, rung) => pointAt(lane!, rung))).toEqual([
      ...[null, null, 'seen', 'unseen', 'unseen', 'seen'],
      ...taps.slice(6).map(() => null),
    ]);
    expect([1, 2, 3, 4, 5].map((rung) => pointBelow(lane!, rung))).toEqual([
      ...[null, 'unseen', 'unseen', 'unseen', null],
    ]);
  });

  it('leave out taps that the ladder has not', () => {
    expect(lanesOf(ladder, 'request', [{ tap: 'pod9/eth0', direction: 'in' }])).toEqual([]);
  });
});

describe('the way of a packet that is handed over', () => {
  it('keeps the order of its path, though its stamps are the same', () => {
    const run = recordedRun('cilium/same-node ping IPv4');
    const seen = seenJourney(observed(run), run.datapath.signature, 'request', 0);
    expect(seen.map(({ tap }) => tap)).toEqual(['pod1/eth0', 'pod1/lxc', 'pod2/eth0']);
    expect(seen[1]!.sighting.timestampNs).toBe(seen[2]!.sighting.timestampNs);
  });
});
