import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, printable, widest } from '../../src/ui/width.ts';

const ESC = '\u001b';

describe('the width of a text', () => {
  it('counts characters, and no colours', () => {
    expect(displayWidth('')).toBe(0);
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('✓ ä')).toBe(3);
    expect(displayWidth(`${ESC}[1m${ESC}[32mok${ESC}[39m${ESC}[22m`)).toBe(2);
  });

  it('is that of its widest line', () => {
    expect(widest('a\nabc\nab')).toBe(3);
    expect(widest('')).toBe(0);
  });
});

describe('text that may be printed', () => {
  it('loses its escape sequences', () => {
    expect(printable(`${ESC}[31mred${ESC}[0m`)).toBe('red');
    expect(printable(`${ESC}[2J${ESC}[Hgone`)).toBe('gone');
    expect(printable(`${ESC}]0;title\u0007name`)).toBe('name');
  });

  it('shows control characters as question marks', () => {
    expect(printable('a\rb\nc\td\u0007e\u0000f\u009bg')).not.toMatch(/\p{Cc}/u);
    expect(printable('a\rb')).toBe('a?b');
  });

  it('shows what turns the order of letters as question marks', () => {
    expect(printable('pod\u202egnp\u2066.')).toBe('pod?gnp?.');
  });

  it('leaves good names as they are', () => {
    for (const name of ['lxc1', 'pod1/eth0', 'veth0@if3', 'küche'])
      expect(printable(name)).toBe(name);
  });

  it('holds no control character, whatever it was made of', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(ESC, '[', ']', '\u009b', '\u0007', 'm', ';', '1'),
        fc.string(),
      ),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 1000 },
    );
  });
});
