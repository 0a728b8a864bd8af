import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { markup } from '../../src/ui/markup.ts';

describe('markup', () => {
  it('lets nothing that is put into it end a tag or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const made = markup`<a b="${text}">${text}</a>`.text;
        expect(XMLValidator.validate(made)).toBe(true);
        expect(made.match(/</g)).toHaveLength(2);
        expect(made.match(/"/g)).toHaveLength(2);
      }),
    );
  });

  it('keeps what can be shown', () => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      trimValues: false,
      parseTagValue: false,
    });
    const text = `<lxc>"1" & 'pod' \u{1f600}`;
    const { a } = parser.parse(markup`<a b="${text}">${text}</a>`.text);
    expect(a).toEqual({ '#text': text, '@_b': text });
  });

  it('shows control characters and broken surrogates as question marks', () => {
    expect(markup`${'\u001b[31m \ud800 \ufffe'}`.text).toBe('?[31m ? ?');
  });

  it('joins lists, nests markup, and leaves nothing for nothing', () => {
    const items = ['<', 2].map((one) => markup`<i>${one}</i>`);
    expect(markup`<p>${items}${null}${undefined}${false}</p>`.text).toBe(
      '<p><i>&lt;</i><i>2</i></p>',
    );
  });
});
