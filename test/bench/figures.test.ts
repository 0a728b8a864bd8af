import { describe, expect, it } from 'vitest';
import { figuresOf, lostIn } from '../../src/bench/figures.ts';
import { sessionOf } from './support.ts';

const LABS = [
  { role: 'baseline', place: 0 },
  { role: 'again', place: 1 },
  { role: 'contender', place: 2 },
  { role: 'contender', place: 3 },
] as const;

describe('figures of labs side by side', () => {
  const session = sessionOf([1, 1, 1.2, 1], 40);
  const [baseline, again, slower, same] = figuresOf(LABS, session) as [
    ...ReturnType<typeof figuresOf>,
  ];

  it('find out who is slower, by every metric, and that who is not cannot be told', () => {
    expect(slower!.map(({ conclusion }) => conclusion)).toEqual(Array(4).fill('slower'));
    expect(same!.map(({ conclusion }) => conclusion)).toEqual(Array(4).fill('not told apart'));
    expect(slower![0]!.ratio!.median).toBeCloseTo(1.2, 1);
    expect(slower![2]!.ratio!.median).toBeCloseTo(1 / 1.2, 1); // a rate
  });

  it('hold the baseline against its second lab alone, which is the noise for all', () => {
    expect(baseline!.every(({ ratio, conclusion }) => ratio === null && conclusion === null)).toBe(
      true,
    );
    expect(again!.every(({ conclusion }) => conclusion === null)).toBe(true);
    for (const [i, { noise }] of again!.entries()) {
      expect(noise).toBeGreaterThan(1);
      expect(noise).toBeLessThan(1.011);
      expect(slower![i]!.noise).toBe(noise);
    }
  });

  it('keep every value of every round, and pair them by round', () => {
    for (const [i, figure] of slower!.entries()) {
      expect(figure.values).toHaveLength(40);
      const by = baseline![i]!.values;
      expect(figure.ratios).toEqual(figure.values.map((value, round) => value! / by[round]!));
      expect(figure.ratio!.count + figure.unpaired).toBe(40);
    }
  });

  it('count a round in which one got nothing through as one without a ratio, and what was lost', () => {
    const turn = session.turns.findIndex(({ measure, place }) => measure === 'udp' && place === 2);
    const slices = session.slices.with(turn, {
      ...{ measure: 'udp', packets: 0, ns: 1e9, lost: 64, medianNs: 1e9 },
    });
    const broken = { ...session, slices };
    const [udp] = figuresOf(LABS, broken)[2]!;
    expect(udp!.unpaired).toBe(1);
    expect(udp!.ratio!.count).toBe(39);
    expect(lostIn(2, broken)).toBe(64);
    expect(lostIn(3, broken)).toBe(0);
  });

  it('name no winner without a second lab of the baseline, and after few rounds', () => {
    const alone = figuresOf([LABS[0], LABS[2]], session)[1]!;
    expect(alone.map(({ noise }) => noise)).toEqual(Array(4).fill(null));
    expect(alone.every(({ conclusion }) => conclusion === 'not told apart')).toBe(true);
    const few = figuresOf(LABS, sessionOf([1, 1, 3, 1], 19))[2]!;
    expect(few.every(({ conclusion }) => conclusion === 'too few rounds')).toBe(true);
  });

  it('tell nobody apart by less than two labs of the baseline differ by', () => {
    const odd = figuresOf(LABS, sessionOf([1, 1.1, 1.05, 1.3], 40));
    expect(odd[2]!.every(({ conclusion }) => conclusion === 'not told apart')).toBe(true);
    expect(odd[3]!.every(({ conclusion }) => conclusion === 'slower')).toBe(true);
    // nor the other way: the baseline's own lab may be the odd one
    const [, , faster] = figuresOf(LABS, sessionOf([1, 1.1, 0.95, 1], 40));
    expect(faster!.every(({ conclusion }) => conclusion === 'not told apart')).toBe(true);
  });
});
