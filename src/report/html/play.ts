import { narrate, type TapNotes } from '../../drawing/narration.ts';
import { passedUnseen, type Trip } from '../../drawing/trip.ts';
import type { Drawing } from './drawing.ts';
import type { PlayedTrip } from './played-trip.ts';
import { hopPath } from './way-path.ts';

/** A trip as the page plays it: where the packet is drawn at each step, and what is said of it. */
export function playedTrip(drawing: Drawing, trip: Trip, notes: TapNotes): PlayedTrip {
  const { ladder, columns, at } = drawing;
  const drawnAs = trip.lanes.map((lane) => {
    const word = JSON.stringify(lane);
    const exact = columns.findIndex((column) => JSON.stringify(column.lane) === word);
    // of very many ways only some are drawn
    return exact >= 0 ? exact : columns.findIndex((column) => column.leg === lane.leg);
  });
  const told = narrate(ladder, trip, notes);
  const points = trip.steps.map(({ lane, rung }) => ({
    x: at.lane(drawnAs[lane]!),
    y: at.rungs[rung]!,
  }));
  return {
    probe: trip.probe,
    steps: trip.steps.map((step, i) => {
      const [before, point] = [points[i - 1], points[i]!];
      const passed = passedUnseen(trip, i);
      const column = drawnAs[step.lane]!;
      return {
        leg: step.sighting.leg,
        path: before ? hopPath(before, point, passed.length > 0) : `M${point.x} ${point.y}`,
        lamp: `${column}-${step.rung}`,
        dark: passed.map((rung) => `${column}-${rung}`),
        ...told[i]!,
      };
    }),
  };
}
