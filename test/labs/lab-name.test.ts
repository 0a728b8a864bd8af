import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkLabName,
  namespaceName,
  parseNamespaceName,
  randomLabName,
} from '../../src/labs/lab-name.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const goodName = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);

describe('the name of a lab', () => {
  it.each(['a', '7', 'demo', 'demo-1', 'a--b', 'x'.repeat(32)])('may be %s', (name) => {
    expect(checkLabName(name)).toBe(name);
  });

  it.each([
    '',
    '-',
    '-a',
    'a-',
    'A',
    'a.b',
    'a/b',
    '../a',
    'a b',
    'a\n',
    'a\0',
    '$(id)',
    'ä',
    'x'.repeat(33),
  ])('may not be %j', (name) => {
    const error = labErrorOf(() => checkLabName(name));
    expect(error).toMatchObject({ code: 'E_BAD_NAME', exitCode: 2 });
    expect(error.message).toContain(name);
  });

  it('is found again in the names of its namespaces', () => {
    fc.assert(
      fc.property(goodName, fc.constantFrom('node1', 'pod1', 'pod2'), (lab, place) => {
        expect(checkLabName(lab)).toBe(lab);
        expect(parseNamespaceName(namespaceName(lab, place))).toEqual({ lab, place });
      }),
    );
  });

  it.each([
    '',
    'cni-lab',
    'cni-lab.a',
    'cni-lab..pod1',
    'cni-lab.a.',
    'cni-lab.a.b.c',
    'other.a.b',
  ])('is not read from %j, which is none of ours', (name) => {
    expect(parseNamespaceName(name)).toBeNull();
  });

  it('is good, and another one each time, if it is made up', () => {
    const names = Array.from({ length: 50 }, randomLabName);
    for (const name of names) expect(checkLabName(name)).toBe(name);
    expect(new Set(names).size).toBe(50);
  });
});
