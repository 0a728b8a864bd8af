import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/doctor/fleet/answer.ts';

const check = { name: 'nft', group: 'embedded lab', ok: false, found: 'not installed', mend: 'x' };

describe("a doctor's answer", () => {
  it('is read, without what else may be in it', () => {
    expect(readAnswer(JSON.stringify({ checks: [{ ...check, more: 1 }] }))).toEqual([check]);
  });

  it('of another kind is none', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{}',
      '{"checks":[]}',
      '{"checks":[null]}',
      JSON.stringify({ checks: [{ ...check, mend: {} }] }),
      JSON.stringify({ checks: [{ ...check, ok: 'yes' }] }),
      JSON.stringify({ checks: [{ ...check, found: 'x'.repeat(2 ** 20) }] }),
    ]) {
      expect(readAnswer(text)).toBeNull();
    }
  });

  it('never makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readAnswer(text);
        expect(read === null || read.length > 0).toBe(true);
      }),
    );
  });
});
