import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table } from '../../src/ui/table.ts';
import { displayWidth } from '../../src/ui/width.ts';

/** Something to show that is not blank at either end. */
const word = fc.stringMatching(/^[a-zäöü✓0-9/]{1,12}$/u);

describe('a table', () => {
  it('aligns its columns, two spaces apart', () => {
    expect(
      table([
        ['a', 'bb', 'c'],
        ['aaa', 'b', 'cc'],
      ]),
    ).toBe('  a    bb  c\n  aaa  b   cc');
  });

  it('takes an indent, and no row', () => {
    expect(table([['a', 'b']], '')).toBe('a  b');
    expect(table([])).toBe('');
  });

  it('starts every column at the same place in every row', () => {
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((n) => fc.array(fc.array(word, { minLength: n, maxLength: n }), { minLength: 1 }));
    fc.assert(
      fc.property(rows, (cells) => {
        const lines = table(cells)
          .split('\n')
          .map((line) => [...line]);
        expect(lines).toHaveLength(cells.length);
        const widths = cells[0]!.map((_, i) => Math.max(...cells.map((r) => displayWidth(r[i]!))));
        cells.forEach((row, r) => {
          let column = 2;
          row.forEach((cell, i) => {
            const end = column + [...cell].length;
            expect(lines[r]!.slice(column, end).join('')).toBe(cell);
            column += widths[i]! + 2;
          });
        });
      }),
    );
  });

  it('gives colours no room, and blanks no line end', () => {
    const red = '\u001b[31mab\u001b[39m';
    expect(
      table([
        [red, 'x'],
        ['abc', 'y'],
        ['abcd', ''],
      ]),
    ).toBe(`  ${red}    x\n  abc   y\n  abcd`);
  });

  it('may have rows of different lengths', () => {
    expect(table([['a'], ['bbb', 'c']])).toBe('  a\n  bbb  c');
  });
});
