import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareMinor, versionNote } from '../../../src/cni/cilium/known-version.ts';

describe('versions of Cilium', () => {
  it.each(['1.17.0', '1.18.7', '1.19.4', 'v1.19.0-rc.1', '1.17'])('%s is known', (version) => {
    expect(versionNote(version)).toBeNull();
  });

  it.each([
    ['1.20.0-pre.3', 'newer than what cni-lab knows (1.19): judged by the captures'],
    ['2.0.0', 'newer than what cni-lab knows (1.19)'],
    ['1.190.0', 'newer than what cni-lab knows (1.19)'],
    ['1.16.9', 'older than what cni-lab knows (1.17)'],
    ['0.19.0', 'older than what cni-lab knows (1.17)'],
    [null, 'of unknown version'],
    ['latest', 'of unknown version'],
  ])('%s is %s', (version, note) => {
    expect(versionNote(version)).toContain(note);
  });

  it('are compared as numbers', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300), (a, b, c, d) => {
        const order = compareMinor(`${a}.${b}.3`, `${c}.${d}`);
        expect(Math.sign(order ?? Number.NaN)).toBe(Math.sign(a - c || b - d));
      }),
    );
  });
});
