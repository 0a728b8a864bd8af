import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../src/cni/json.ts';
import { escapeControls } from '../src/escape-controls.ts';
import { parseLinks } from '../src/host/link-table.ts';
import { parseInterfaces } from '../src/labs/cluster/interface-table.ts';

/** As iproute2 6.1 prints it: quotes and backslashes escaped, other characters as they are. */
const printed = (name: string) =>
  `[{"ifindex":2,"ifname":"${name.replaceAll(/["\\]/g, (c) => `\\${c}`)}"}]`;

/** What the kernel lets a device be called, in part: no spaces, slashes or colons. */
const name = fc
  .string({ unit: fc.constantFrom(...'\u001b\u0001\u0007\u007f"\\\'<>a0#[]{}'), minLength: 1 })
  .filter((text) => text.length < 16);

describe('a device with control characters in its name', () => {
  it('is read under this name', () => {
    fc.assert(
      fc.property(name, (ifname) => {
        const json = printed(ifname);
        expect(JSON.parse(escapeControls(json))).toEqual([{ ifindex: 2, ifname }]);
        expect(parseJson(json)).toEqual([{ ifindex: 2, ifname }]);
        expect(parseLinks(json)).toMatchObject([{ name: ifname }]);
        expect(parseInterfaces(json)).toMatchObject([{ name: ifname }]);
      }),
    );
  });

  it('changes nothing of other JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(escapeControls(json)).toBe(json);
      }),
    );
    expect(escapeControls('{\n\t"a": 1\r\n}')).toBe('{\n\t"a": 1\r\n}');
  });
});
