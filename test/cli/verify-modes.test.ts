import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CILIUM_MODES } from '../../src/cli/kind-options.ts';
import { parseModes } from '../../src/cli/verify-modes.ts';
import { labErrorOf } from '../support/thrown-by.ts';

describe('a list of modes', () => {
  it('is any of the known ones, in the order given, as often as given', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CILIUM_MODES), { minLength: 1 }), (modes) => {
        expect(parseModes(modes.join(','))).toEqual(modes);
        expect(parseModes(modes.join(' , '))).toEqual(modes);
      }),
    );
  });

  it('knows the short word for the mode that it is all about', () => {
    expect(parseModes('bpf,legacy')).toEqual(['bpf-native', 'legacy']);
  });

  it.each(['', ',', 'legacy,', 'LEGACY', 'fast', 'bpf native', '../base', 'base'])(
    'cannot be "%s"',
    (text) => {
      const failure = labErrorOf(() => parseModes(text));
      expect(failure).toMatchObject({
        code: 'E_USAGE',
        message: expect.stringContaining('no mode of Cilium'),
      });
      for (const mode of CILIUM_MODES) expect(failure.why).toContain(mode);
    },
  );
});
