import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellQuote } from '../../src/host/shell-quote.ts';

describe('a command as it can be pasted', () => {
  it('is plain where nothing needs quotes', () => {
    expect(shellQuote(['ip', '-j', 'link', 'show', 'dev', 'eth0@if3', '--a=b,c:d%e+f'])).toBe(
      'ip -j link show dev eth0@if3 --a=b,c:d%e+f',
    );
  });

  it.each([
    [[''], "''"],
    [['a b'], "'a b'"],
    [["it's"], String.raw`'it'\''s'`],
    [['$(reboot)', '`id`', '*', '~', '&'], "'$(reboot)' '`id`' '*' '~' '&'"],
    [['a\nb'], "'a\nb'"],
  ])('%j is %s', (argv, line) => {
    expect(shellQuote(argv)).toBe(line);
  });

  it('means the same words to a shell, whatever they are', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?[]{}()<>|&;#~= \t\n-a`) }),
    );
    const argv = fc.array(
      word.filter((w) => !w.includes('\0')),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(argv, (words) => {
        const line = shellQuote(['printf', String.raw`%s\0`, 'first', ...words]);
        const out = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
        expect(out.split('\0')).toEqual(['first', ...words, '']);
      }),
      { numRuns: 150 },
    );
  });
});
