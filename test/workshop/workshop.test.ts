import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byChance } from '../../src/workshop/by-chance.ts';
import { Cast } from '../../src/workshop/cast.ts';
import { readScript } from '../../src/workshop/talk-script.ts';
import { labErrorOf } from '../support/thrown-by.ts';

describe("a talk's script", () => {
  it('is a list of what is said and shown', () => {
    const text =
      'steps:\n  - say: Welcome.\n  - demo: linux/veth\n  - demo: linux/bridge\n    predict: false\n';
    expect(readScript(text, 'talk.yaml')).toEqual([
      { say: 'Welcome.' },
      { demo: 'linux/veth', predict: true },
      { demo: 'linux/bridge', predict: false },
    ]);
  });

  it.each([
    ['steps:\n  - say: a\n  - show: b\n', 'talk.yaml:3:5'],
    ['steps: []\n', 'talk.yaml:1:8'],
    ['steps:\n  - demo: 7\n', 'talk.yaml:2:'],
    ['steps:\n  - say: [a\n', 'talk.yaml:'],
    ['', 'talk.yaml:1:1'],
  ])('%j is refused with its place', (text, place) => {
    const error = labErrorOf(() => readScript(text, 'talk.yaml'));
    expect(error.code).toBe('E_CONFIG');
    expect(error.message).toContain(place);
  });
});

it('a cast is asciicast v2: a header, then what was written when', () => {
  let now = 1_700_000_000_000;
  const cast = new Cast(80, 24, () => now);
  now += 1500;
  cast.wrote('one\ntwo\r\n');
  const [header, event] = cast.toString().trimEnd().split('\n');
  expect(JSON.parse(header!)).toMatchObject({
    ...{ version: 2, width: 80, height: 24, timestamp: 1_700_000_000 },
  });
  expect(JSON.parse(event!)).toEqual([1.5, 'o', 'one\r\ntwo\r\n']);
});

it('what is chosen by chance is chosen once, and of what there is', () => {
  const numbers = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer()),
      fc.nat(20),
      fc.array(numbers),
      (from, count, chance) => {
        const random = () => chance.shift() ?? 0.5;
        const chosen = byChance(from, count, random);
        expect(chosen).toHaveLength(Math.min(count, from.length));
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const one of chosen) expect(from).toContain(one);
      },
    ),
  );
});
