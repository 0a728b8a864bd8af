import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersOf, type LoadedLab, loadCommand } from '../../src/bench/load.ts';
import { figureIn, metricsOf } from '../../src/bench/metric.ts';
import { randomFrom } from '../../src/bench/random.ts';
import { schedule } from '../../src/bench/schedule.ts';
import { MEASURES, parseSlice } from '../../src/bench/slice.ts';

describe('what native/load.c answers', () => {
  it('is a slice of its lab', () => {
    expect(parseSlice('u 2 3200 4000000 5 39102')).toEqual({
      place: 2,
      slice: { measure: 'udp', packets: 3200, ns: 4_000_000, lost: 5, medianNs: 39_102 },
    });
    expect(parseSlice('r 0 20000 100000000 4947')?.slice).toMatchObject({ transactions: 20_000 });
    expect(parseSlice('s 1 60162048 112340953')?.slice).toMatchObject({ bytes: 60_162_048 });
  });

  it('is nothing if it is anything else', () => {
    for (const line of [
      '',
      'u',
      'u 1',
      'u 0 1 2',
      'x 0 1 2 3',
      'r 0 1 -2 3',
      's 0 1 2 3',
      'r 0 1 2',
    ]) {
      expect(parseSlice(line)).toBeNull();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseSlice(text);
      }),
    );
  });

  const turns = schedule(2, ['udp', 'stream'], [0, 1], randomFrom(3));
  const answers = turns.map(({ measure, place }) =>
    measure === 'udp' ? `u ${place} 32 1000 0 900` : `s ${place} 5000 1000`,
  );

  it('is taken in the order of the turns', () => {
    const { onCpus, slices } = answersOf(['ready 1 0', ...answers], turns);
    expect(onCpus).toEqual([1, 0]);
    expect(slices.map(({ measure }) => measure)).toEqual(turns.map(({ measure }) => measure));
  });

  it('is refused if an answer is missing, or is of another turn', () => {
    expect(() => answersOf(['ready 1 0', ...answers.slice(1)], turns)).toThrow('lines');
    expect(() => answersOf(answers, turns)).toThrow('lines');
    const [first, ...rest] = answers;
    expect(() => answersOf(['ready 1 0', ...rest, first!], turns)).toThrow('answered');
  });
});

describe('what it is told', () => {
  it('has each turn in its place, and a mark at the end of each round', () => {
    const labs: LoadedLab[] = ['a', 'b'].map((name) => ({
      ...{ datapath: name, from: `/run/netns/${name}1`, to: `/run/netns/${name}2` },
      address: '10.0.0.2',
    }));
    const turns = schedule(3, MEASURES, [0, 1], randomFrom(5));
    let argv: readonly string[] = [];
    try {
      argv = loadCommand(labs, turns, 50);
    } catch (error) {
      expect(String(error)).toContain('is missing'); // nothing was built beside the sources
      return;
    }
    const [, slice, one, other, end, ...words] = argv;
    expect([slice, one, other, end]).toEqual([
      ...['50', '/run/netns/a1,/run/netns/a2,10.0.0.2', '/run/netns/b1,/run/netns/b2,10.0.0.2'],
      '--',
    ]);
    expect(words.filter((word) => word === '/')).toHaveLength(3);
    expect(words.at(-1)).toBe('/');
    expect(words.filter((word) => word !== '/')).toHaveLength(turns.length);
  });
});

describe('figures', () => {
  const slices = {
    udp: { measure: 'udp', packets: 32, ns: 1e9, lost: 0, medianNs: 40_000 },
    rr: { measure: 'rr', transactions: 20_000, ns: 1e8, medianNs: 5120 },
    stream: { measure: 'stream', bytes: 125_000_000, ns: 1e8 },
  } as const;

  it('are of their measure alone, in their units', () => {
    const table = metricsOf(MEASURES).map(({ name, measure }) => [
      name,
      figureIn(name, slices[measure]),
    ]);
    expect(table).toEqual([
      ['udp-time', 1250],
      ['rr-latency', 5.12],
      ['rr-rate', 200_000],
      ['stream-rate', 10],
    ]);
    expect(figureIn('udp-time', slices.rr)).toBeNull();
    expect(metricsOf(['stream']).map(({ name }) => name)).toEqual(['stream-rate']);
  });

  it('are none where nothing came through', () => {
    expect(figureIn('udp-time', { ...slices.udp, packets: 0, lost: 32 })).toBeNull();
    expect(figureIn('stream-rate', { ...slices.stream, bytes: 0 })).toBeNull();
    expect(figureIn('rr-rate', { ...slices.rr, ns: 0 })).toBeNull();
  });
});
