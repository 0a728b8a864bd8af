import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areNeighbours } from '../../../src/labs/cluster/neighbours.ts';
import { node, nodeSite, otherNode } from './sites.ts';

const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + +part, 0);

describe('two nodes', () => {
  it('are neighbours if one is in the network of the other', () => {
    expect(areNeighbours(nodeSite(), otherNode('172.18.0.4', 16))).toBe(true);
    expect(areNeighbours(nodeSite(), otherNode('172.19.0.4', 16))).toBe(false);
  });

  it('with an address for itself alone have a router between them', () => {
    expect(areNeighbours(otherNode('10.0.0.2', 32), otherNode('10.0.0.3', 32))).toBe(false);
  });

  it('are neighbours by any of their addresses', () => {
    const two = otherNode('192.0.2.4', 24);
    const internalAddresses = ['192.0.2.4', 'fc00:f853:ccd:e793::4'];
    const both = { ...two, node: node('other', { internalAddresses }) };
    expect(areNeighbours(nodeSite(), two)).toBe(false);
    expect(areNeighbours(nodeSite(), both)).toBe(true);
  });

  it('are not neighbours by what the numbers of the families have in common', () => {
    const four = otherNode('0.0.0.1', 0);
    const two = otherNode('192.0.2.4', 24);
    const six = { ...two, node: node('other', { internalAddresses: ['fd00::4'] }) };
    expect(areNeighbours(four, six)).toBe(false);
  });

  it('are neighbours as arithmetic has it', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.integer({ min: 1, max: 32 }),
        fc.nat(2 ** 32 - 1),
        (one, bits, n) => {
          const size = 2 ** (32 - bits);
          // half of them inside the network, as chance would never have it
          const base = Math.floor(number(one) / size) * size;
          const other = n % 2 ? base + (n % size) : n;
          const two = [24, 16, 8, 0].map((shift) => Math.floor(other / 2 ** shift) % 256).join('.');
          const inside = Math.floor(other / size) === Math.floor(number(one) / size);
          expect(areNeighbours(otherNode(one, bits), otherNode(two, 32))).toBe(inside);
        },
      ),
    );
  });
});
