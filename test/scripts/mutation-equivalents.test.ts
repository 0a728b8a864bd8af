import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Equivalents,
  type Mutant,
  placeOf,
  unexplained,
} from '../../scripts/mutate/equivalents.ts';
import { scoreTable } from '../../scripts/mutate/score-table.ts';
import { collect, WORDS } from '../../scripts/mutate/vitest-words.mjs';

const SOURCE = ['const a = 1;', 'return  a > 0 &&', '  isBig(a);'].join('\n');

/** `a > 0 && isBig(a)` put as `true`. */
const mutant = (status: string, fields: Partial<Mutant> = {}): Mutant => ({
  ...{ fileName: 'a.ts', mutatorName: 'ConditionalExpression', replacement: 'true', status },
  location: { start: { line: 2, column: 9 }, end: { line: 3, column: 11 } },
  ...fields,
});

const explanation = (fields: object = {}): Equivalents => ({
  file: 'a.ts',
  why: 'it is',
  mutants: [
    {
      mutator: 'ConditionalExpression',
      line: 'return a > 0 &&',
      from: 'a > 0 && isBig(a)',
      to: 'true',
      ...fields,
    },
  ],
});

const judged = (mutants: readonly Mutant[], known: readonly Equivalents[], source = SOURCE) =>
  unexplained(mutants, known, () => source);

describe('mutants that survived', () => {
  it('are open unless they are explained', () => {
    expect(judged([mutant('Killed'), mutant('Timeout')], []).survivors).toEqual([]);
    for (const status of ['Survived', 'NoCoverage']) {
      expect(judged([mutant(status)], []).survivors).toHaveLength(1);
      expect(judged([mutant(status)], [explanation()])).toEqual({ survivors: [], stale: [] });
    }
  });

  it('are known by what stands there, on whatever line', () => {
    const down = { start: { line: 3, column: 9 }, end: { line: 4, column: 11 } };
    const moved = mutant('Survived', { location: down });
    const { survivors } = judged([moved], [explanation()], `// a line more\n${SOURCE}`);
    expect(survivors).toEqual([]);
  });

  it('are not explained by what is said of another', () => {
    for (const other of [{ to: 'false' }, { mutator: 'BooleanLiteral' }, { line: 'return b &&' }]) {
      const { survivors, stale } = judged([mutant('Survived')], [explanation(other)]);
      expect([survivors.length, stale.length]).toEqual([1, 1]);
    }
    const elsewhere = { ...explanation(), file: 'b.ts' };
    expect(judged([mutant('Survived')], [elsewhere]).survivors).toHaveLength(1);
  });

  it('are told as they would stand in the list, which no longer holds when they are killed', () => {
    const [open] = judged([mutant('Survived')], []).survivors;
    expect(placeOf(open!)).toBe(`a.ts:2 survived\n  ${JSON.stringify(explanation().mutants[0])}`);
    expect(judged([mutant('Killed')], [explanation()]).stale).toHaveLength(1);
    // nothing is said of files that were not run
    expect(judged([], [explanation()]).stale).toEqual([]);
  });

  it('count against the score of their file, explained or not', () => {
    const mutants = [mutant('Killed'), mutant('Killed'), mutant('Survived'), mutant('NoCoverage')];
    const { survivors } = judged(mutants.slice(0, 3), []);
    const rows = scoreTable(mutants, survivors).split('\n');
    expect(rows[1]!.split(/\s+/)).toEqual(['a.ts', '4', '2', '1', '1', '50.0']);
    expect(rows.at(-1)!.split(/\s+/)).toEqual(['all', '4', '2', '1', '1', '50.0']);
  });

  it('are each explained once, and of a file that is there', () => {
    const list = new URL('../../scripts/mutate/equivalents.json', import.meta.url);
    const entries = JSON.parse(readFileSync(list, 'utf8')) as Equivalents[];
    const keys = entries.flatMap(({ file, why, mutants }) => {
      expect(why).toMatch(/\S+ \S+/);
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      const lines = new Set(source.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim()));
      for (const { line } of mutants) expect(lines).toContain(line);
      return mutants.map((one) => JSON.stringify([file, one]));
    });
    expect(new Set(keys).size).toBe(keys.length);
  });
});

it('tests are collected with their names, each once', () => {
  const { describe: group, it: test } = WORDS;
  const ran: unknown[] = [];
  const tests = collect('a.test.ts', () => {
    group('a group', () => test('plain', () => ran.push('plain')));
    test.each([
      ['one', 1],
      ['two', 2],
    ])('%s is named', (...args: unknown[]) => void ran.push(args));
    test.each([{ title: 'its title' }])(
      '$title',
      ({ title }: { title: string }) => void ran.push(title),
    );
    test('twice', () => {});
    test('twice', () => {});
  });
  expect(tests.map(({ id }) => id)).toEqual([
    'a.test.ts#a group plain',
    'a.test.ts#one is named',
    'a.test.ts#two is named',
    'a.test.ts#its title',
    'a.test.ts#twice',
    'a.test.ts#twice (2)',
  ]);
  for (const { run } of tests) run();
  expect(ran).toEqual(['plain', ['one', 1], ['two', 2], 'its title']);
});
