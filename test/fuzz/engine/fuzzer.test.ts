import { describe, expect, it } from 'vitest';
import { Coverage } from './coverage.ts';
import { Broken } from './failure.ts';
import { Fuzzer, type FuzzerOptions, type Step } from './fuzzer.ts';
import { minimised } from './minimise.ts';
import { Random } from './random.ts';
import type { Target } from './target.ts';

const MAGIC = [...'crash'].map((letter) => letter.charCodeAt(0));
const counters = new Uint8Array(8);

/** Breaks on five letters, which nobody guesses at once; each that is right is a branch. */
const planted: Target = {
  ...{ name: 'planted', reads: 'a word', share: 1, longest: 32 },
  seeds: () => [new Uint8Array(5)],
  run: (input) => {
    for (const [at, letter] of MAGIC.entries()) {
      counters[at]!++;
      if (input[at] !== letter) return;
    }
    throw new Broken(`found it in ${input.length} bytes`);
  },
};

const fuzzer = (options: Partial<FuzzerOptions> = {}) =>
  new Fuzzer({
    ...{ target: planted, seed: '1', corpus: planted.seeds(), words: [] },
    ...{ coverage: new Coverage(counters), ...options },
  });

async function firstFailure(one: Fuzzer, batches: number): Promise<Step | null> {
  await one.warmUp();
  for (let batch = 0; batch < batches; batch++) {
    for await (const step of one.batch(batch)) if (step.failure) return step;
  }
  return null;
}

describe('a fuzzer', () => {
  it('finds what takes several steps, led by the branches that it came to', async () => {
    const found = await firstFailure(fuzzer(), 400);
    expect(found?.failure?.signature).toBe('Broken: found it in # bytes');
    expect([...found!.input.slice(0, 5)]).toEqual(MAGIC);
  });

  it('does not find it without them', async () => {
    expect(await firstFailure(fuzzer({ coverage: null }), 30)).toBeNull();
  });

  it('makes the same inputs of the same seed, and others of another', async () => {
    const inputs = async (seed: string) => {
      const seen: string[] = [];
      const before = (input: Uint8Array) => seen.push(Buffer.from(input).toString('hex'));
      for await (const _ of fuzzer({ seed, before, coverage: null }).batch(0, 200));
      return seen.join();
    };
    expect(await inputs('1')).toBe(await inputs('1'));
    expect(await inputs('2')).not.toBe(await inputs('1'));
  });

  it('tells of an input for which too much is allocated', async () => {
    const meter = { allocated: 0 };
    const run = () => {
      meter.allocated += 2 ** 27;
    };
    const greedy = { ...planted, run };
    const { failure } = await fuzzer({ target: greedy, meter }).run(new Uint8Array());
    expect(failure).toEqual({ signature: 'allocates', text: `${2 ** 27} bytes were allocated` });
  });
});

it('an input is minimised to what it takes to fail', async () => {
  const long = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
  const fails = (input: Uint8Array) => input.includes(77) && input.includes(200);
  expect([...(await minimised(long, fails))]).toEqual([77, 200]);
});

it('coverage is new by the place, and by how often it was come to', () => {
  const own = new Uint8Array(4);
  const coverage = new Coverage(own);
  const cameTo = (...counts: number[]) => {
    coverage.clear();
    own.set(counts);
    return coverage.isNew();
  };
  expect(cameTo(1)).toBe(true);
  expect(cameTo(1)).toBe(false);
  expect(cameTo(5)).toBe(true);
  expect(cameTo(6)).toBe(false); // of the same class
  expect(cameTo(1, 0, 0, 1)).toBe(true);
  expect(coverage.reached).toBe(2);
});

it('random numbers stay within their bounds, and reach them', () => {
  const random = new Random('bounds');
  const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
