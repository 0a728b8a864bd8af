import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pastable } from '../../src/inspect/pastable.ts';
import { printable } from '../../src/ui/width.ts';

describe('a command with hostile words', () => {
  it('is shown without what they would do to a terminal', () => {
    expect(pastable(['ip', 'link', 'show', 'ev\u001b[2Jil'])).toBe(
      String.raw`ip link show "$(printf 'ev\033[2Jil')"`,
    );
    expect(pastable(['ip', 'netns', 'exec', 'a b', 'ip'])).toBe("ip netns exec 'a b' ip");
  });

  it('means the same words to a shell, and a terminal shows it as it is', () => {
    const word = fc
      .oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom(...'\'"\\$`!%*~ \t\u001b\u0007\u009b\u202e\u0001a0') }),
      )
      .filter((text) => !text.includes('\0') && !text.endsWith('\n'));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const line = pastable(['printf', String.raw`%s\0`, 'first', ...words]);
        expect(printable(line)).toBe(line);
        const out = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
        expect(out.split('\0')).toEqual(['first', ...words, '']);
      }),
      { numRuns: 100 },
    );
  });
});
