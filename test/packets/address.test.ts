import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipv4At, ipv6At, macAt } from '../../src/packets/address.ts';
import { hex } from './build.ts';

describe('addresses', () => {
  it('writes MAC and IPv4 addresses found inside other bytes', () => {
    expect(macAt(hex('ff 020a0b0c0d00'), 1)).toBe('02:0a:0b:0c:0d:00');
    expect(ipv4At(hex('ff c0a80001'), 1)).toBe('192.168.0.1');
  });

  // The examples of RFC 5952, sections 4 and 5.
  it.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['20010db8000000000000000000020001', '2001:db8::2:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
  ])('writes %s as %s', (bytes, text) => expect(ipv6At(hex(bytes), 0)).toBe(text));

  it('agrees with the URL standard on every other IPv6 address', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = ipv6At(Uint8Array.from(groups.flatMap((g) => [g >> 8, g & 0xff])), 0);
        fc.pre(!text.startsWith('::ffff:') || !text.includes('.'));
        const long = groups.map((g) => g.toString(16)).join(':');
        expect(`[${text}]`).toBe(new URL(`http://[${long}]/`).hostname);
      }),
    );
  });
});
