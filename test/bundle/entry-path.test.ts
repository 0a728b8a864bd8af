import { resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSafePath } from '../../src/bundle/entry-path.ts';

const part = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    '~',
    '-rf',
    'debs',
    'a',
    'x_1+dfsg~2.deb',
    '\\',
    '\0',
    '\n',
    '%2e',
  ),
  fc.string(),
);

describe('isSafePath', () => {
  it('lets no path through that leads out of its folder, or that a terminal or a shell would read otherwise', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const path = parts.join('/');
        if (!isSafePath(path)) return;
        expect(resolve('/there', path).startsWith(`/there${sep}`)).toBe(true);
        expect(resolve('/there', path)).toBe(`/there/${path}`); // as it is written
        expect(path).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets through what bundles have', () => {
    for (const path of [
      'install.sh',
      'SHA256SUMS',
      'debs/libc6_2.36-9+deb12u13_amd64.deb',
      'debs/libssl3_3.0.22-1~deb12u2_amd64.deb',
      'cni-images/cilium-1.18.tar',
    ]) {
      expect(isSafePath(path)).toBe(true);
    }
  });
});
