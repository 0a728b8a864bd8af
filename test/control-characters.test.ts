import { describe, expect, it } from 'vitest';
import { CONTROL, escapedJson, plainTexts } from '../src/control-characters.ts';

describe('texts of somebody else', () => {
  const told = { 'a\u001b[2J': ['red\u001b[31m', 'x\u0007\u202ey', 'one\n\ttwo'], n: 1, z: null };

  it('keep lines and tabs, and nothing else that a terminal would act on', () => {
    expect(plainTexts(told)).toEqual({
      a: ['red', 'x??y', 'one\n\ttwo'],
      ...{ n: 1, z: null },
    });
  });

  it('say the same in JSON, which does nothing to a terminal either', () => {
    const json = escapedJson(JSON.stringify(told));
    expect(JSON.parse(json)).toEqual(told);
    expect(json).not.toMatch(CONTROL);
  });

  it('may have a key that objects have of themselves', () => {
    const odd = JSON.parse('{"__proto__": {"a": "b\\u0007"}}') as object;
    expect(JSON.stringify(plainTexts(odd))).toBe('{"__proto__":{"a":"b?"}}');
  });
});
