import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTool } from '../../../src/host/tools.ts';
import { captureFilter, type FilterNeeds } from '../../../src/labs/cluster/capture-filter.ts';

const v4 = fc.ipV4();
const v6 = fc.ipV6().filter((address) => !address.includes('.'));
const pair = (address: fc.Arbitrary<string>) => fc.tuple(address, address);
const needs: fc.Arbitrary<FilterNeeds> = fc.record({
  ifindexes: fc.array(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 3 }),
  pods: fc.array(fc.oneof(v4, v6), { maxLength: 4 }),
  nodes: fc.oneof(fc.constant([]), pair(v4), pair(v6)),
});

describe('what a capture on a node lets pass', () => {
  it('all of the host sides, and what has a pod as its sender or receiver', () => {
    expect(captureFilter({ ifindexes: [5, 6], pods: ['10.244.1.2', 'fd00::2'], nodes: [] })).toBe(
      'ifindex 5 or ifindex 6 or host 10.244.1.2 or host fd00::2',
    );
  });

  it('between two nodes all that can carry other packets', () => {
    const nodes = ['172.18.0.3', '172.18.0.4'];
    expect(captureFilter({ ifindexes: [5], pods: [], nodes })).toBe(
      'ifindex 5 or (host 172.18.0.3 and host 172.18.0.4 and (udp or ip proto 4 or ip proto 41 or ip proto 47 or ip proto 50))',
    );
  });

  it('the same in IPv6', () => {
    const filter = captureFilter({ ifindexes: [5], pods: [], nodes: ['fc00::3', 'fc00::4'] });
    expect(filter).toContain('host fc00::3 and host fc00::4');
    expect(filter).toContain('ip6 proto 47');
    expect(filter).not.toMatch(/\bip proto/);
  });

  it('names everything that it was given', () => {
    fc.assert(
      fc.property(needs, (some) => {
        const filter = captureFilter(some);
        for (const i of some.ifindexes) expect(filter).toContain(`ifindex ${i}`);
        for (const address of [...some.pods, ...some.nodes]) {
          expect(filter).toContain(`host ${address}`);
        }
        expect(filter.includes('udp')).toBe(some.nodes.length > 0);
      }),
    );
  });
});

const unfit =
  process.geteuid?.() !== 0
    ? 'this is not root'
    : findTool('tcpdump') === null
      ? 'tcpdump is not installed here'
      : null;

describe(`tcpdump${unfit ? ` (not asked: ${unfit})` : ''}`, () => {
  const compile = (filter: string) =>
    execFileSync('tcpdump', ['-i', 'any', '-y', 'LINUX_SLL2', '-d', filter], {
      encoding: 'utf8',
      stdio: 'pipe',
    });

  it.skipIf(unfit !== null)('compiles whatever it is given', () => {
    fc.assert(
      fc.property(needs, (some) => {
        expect(compile(captureFilter(some))).toContain('ret      #0');
      }),
      { numRuns: 25 },
    );
  });

  it.skipIf(unfit !== null)('would refuse what is no filter', () => {
    expect(() => compile('ifindex 5 or hots 10.0.0.1')).toThrow();
  });
});
