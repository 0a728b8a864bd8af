import type { FigureDocument } from './bench-document.ts';
import { figureIn, type Metric, metricsOf } from './metric.ts';
import { concluded, noiseFactor, pairedRatios, spreadOfValues, type Values } from './paired.ts';
import type { Turn } from './schedule.ts';
import type { Measure, Slice } from './slice.ts';

/** What a lab's figures are made of. */
export interface Measured {
  readonly role: 'baseline' | 'again' | 'contender';
  /** Number of the lab. */
  readonly place: number;
}

/** What was measured in which turn. */
export interface Session {
  readonly rounds: number;
  readonly measures: readonly Measure[];
  readonly turns: readonly Turn[];
  /** In the order of the turns. */
  readonly slices: readonly Slice[];
}

/**
 * Every metric of every lab, each ratio to the baseline's slice of the same round. Pure.
 * @param labs one of them the baseline, one its second lab; @returns in the labs' order
 */
export function figuresOf(labs: readonly Measured[], session: Session): FigureDocument[][] {
  const ofRole = (role: Measured['role']) => labs.find((lab) => lab.role === role);
  const [baseline, again] = [ofRole('baseline'), ofRole('again')];
  return labs.map(({ role, place }) =>
    metricsOf(session.measures).map((metric): FigureDocument => {
      const of = (lab: Measured | undefined) =>
        lab ? valuesOf(metric, lab.place, session) : ([] as Values);
      const values = valuesOf(metric, place, session);
      const second = spreadOfValues(pairedRatios(of(again), of(baseline)));
      const noise = second && noiseFactor(second);
      const ratios = role === 'baseline' ? [] : pairedRatios(values, of(baseline));
      const ratio = spreadOfValues(ratios);
      return {
        ...{ metric: metric.name, absolute: spreadOfValues(values), ratio, noise },
        unpaired: ratios.filter((one) => one === null).length,
        conclusion: role === 'contender' && ratio ? concluded(ratio, metric.better, noise) : null,
        ...{ values, ratios },
      };
    }),
  );
}

function valuesOf(metric: Metric, place: number, { rounds, turns, slices }: Session): Values {
  const values: (number | null)[] = Array(rounds).fill(null);
  for (const [i, turn] of turns.entries()) {
    if (turn.place === place && turn.measure === metric.measure) {
      values[turn.round] = figureIn(metric.name, slices[i]!);
    }
  }
  return values;
}

/** UDP packets that a lab was sent and never gave out. */
export function lostIn(place: number, { turns, slices }: Session): number {
  return turns
    .map((turn, i) => (turn.place === place ? slices[i] : undefined))
    .reduce((sum, slice) => sum + (slice?.measure === 'udp' ? slice.lost : 0), 0);
}
