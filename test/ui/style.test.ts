import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markOf, styleOf, wrap } from '../../src/ui/style.ts';
import { displayWidth } from '../../src/ui/width.ts';

const UTF8 = { LANG: 'en_GB.UTF-8' };
const TTY = { isTTY: true, columns: 100 };

describe('colours', () => {
  const coloured = (...args: Parameters<typeof styleOf>) => styleOf(...args).colour.level > 0;

  it('are for terminals', () => {
    expect(coloured(TTY, UTF8)).toBe(true);
    expect(coloured({}, UTF8)).toBe(false);
    expect(coloured({ isTTY: false }, UTF8)).toBe(false);
    expect(coloured(TTY, { ...UTF8, TERM: 'dumb' })).toBe(false);
  });

  it('may be forced', () => {
    expect(coloured({}, { FORCE_COLOR: '1' })).toBe(true);
    expect(coloured({}, { FORCE_COLOR: '0' })).toBe(false);
  });

  it('are never there with NO_COLOR', () => {
    expect(coloured(TTY, { ...UTF8, NO_COLOR: '1' })).toBe(false);
    expect(coloured(TTY, { ...UTF8, NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
    expect(coloured(TTY, { ...UTF8, NO_COLOR: '' })).toBe(true); // no-color.org: not if empty
  });

  it('are in marks only then', () => {
    const esc = '\u001b';
    for (const ok of [true, false, null]) {
      expect(markOf(ok, styleOf(TTY, UTF8))).toContain(esc);
      expect(markOf(ok, styleOf(TTY, { ...UTF8, NO_COLOR: '1' }))).not.toContain(esc);
    }
  });
});

describe('marks', () => {
  const marks = (...args: Parameters<typeof styleOf>) =>
    [true, false, null].map((ok) => markOf(ok, styleOf(args[0], { ...args[1], NO_COLOR: '1' })));

  it('differ from one another', () => {
    expect(marks(TTY, UTF8)).toEqual(['✓', '✗', '?']);
    expect(new Set(marks(TTY, {})).size).toBe(3);
  });

  it('are plain letters where a terminal has no others', () => {
    expect(marks(TTY, { LANG: 'C' })).toEqual(['ok', 'XX', '??']);
    expect(marks(TTY, { ...UTF8, TERM: 'linux' })).toEqual(['ok', 'XX', '??']);
    expect(marks(TTY, { ...UTF8, LC_ALL: 'C' })).toEqual(['ok', 'XX', '??']);
    expect(marks({}, { LANG: 'C' })).toEqual(['✓', '✗', '?']); // a file takes all
  });
});

describe('the width', () => {
  it("is the terminal's, 80 where there is none, and never too wide to read", () => {
    expect(styleOf({ columns: 60 }, {}).width).toBe(60);
    expect(styleOf({}, {}).width).toBe(80);
    expect(styleOf({ columns: 400 }, {}).width).toBe(110);
  });
});

describe('wrapped text', () => {
  const words = fc.array(fc.stringMatching(/^[a-z✓()/]{1,16}$/u), { minLength: 1, maxLength: 40 });
  const width = fc.integer({ min: 30, max: 110 });

  it('is never wider than the terminal, if no word is', () => {
    fc.assert(
      fc.property(words, width, fc.nat({ max: 10 }), (some, columns, indent) => {
        const text = wrap(some.join(' '), ' '.repeat(indent), { width: columns });
        for (const line of text.split('\n'))
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('keeps every word, in order, and fills its lines', () => {
    fc.assert(
      fc.property(words, width, (some, columns) => {
        const text = wrap(some.join('  \n'), '    ', { width: columns });
        expect(text.trim().split(/\s+/)).toEqual(some);
        const lines = text.split('\n');
        for (const [i, line] of lines.slice(0, -1).entries()) {
          const [next = ''] = lines[i + 1]!.trim().split(' ');
          expect(displayWidth(`${line} ${next}`)).toBeGreaterThan(columns);
        }
      }),
    );
  });

  it('starts otherwise than it goes on, if told so', () => {
    expect(wrap('aa bb cc', '    ', { width: 9 }, '  - ')).toBe('  - aa bb\n    cc');
  });

  it('leaves a word that is too long on a line of its own', () => {
    expect(wrap('a bbbbbbbbbbbb c', '', { width: 5 })).toBe('a\nbbbbbbbbbbbb\nc');
  });
});
