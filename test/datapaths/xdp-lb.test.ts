import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { xdpTx } from '../../src/datapaths/cilium/xdp-tx.ts';
import { addressOf, type Family, passageOf } from '../../src/datapaths/topology.ts';

const SOURCE = readFileSync(new URL('../../bpf/xdp-lb.bpf.c', import.meta.url), 'utf8');

it.each<Family>([4, 6])('knows the service, its own node and the pod behind, IPv%s', (family) => {
  const topology = xdpTx.topology(family);
  const { service, to } = passageOf(topology);
  expect(addressIn(`SERVICE${family}`)).toEqual(parts(service!));
  expect(addressIn(`NODE${family}`)).toEqual(parts(addressOf(topology, 'node1')));
  expect(addressIn(`BACKEND${family}`)).toEqual(parts(addressOf(topology, to)));
  const { port } = topology.services[0]!;
  expect(define('PORT')).toBe(`bpf_htons(${port})`);
});

function define(name: string): string {
  return new RegExp(`^#define ${name} (.*)$`, 'm').exec(SOURCE)![1]!;
}

/** The numbers of an IP4(...), or of four words, of which a bare 0 is two groups. */
function addressIn(name: string): number[] {
  const text = define(name);
  const words = text.startsWith('{')
    ? text.replaceAll(/, 0,/g, ', 0, 0,')
    : text.slice('IP4'.length);
  return [...words.replaceAll('WORD', '').matchAll(/0x[0-9a-f]+|\d+/g)].map(([n]) => Number(n));
}

/** The four bytes or eight groups of an address. */
function parts(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [head, tail] = address.split('::').map((half) => half.split(':'));
  const zeros = Array<string>(8 - head!.length - tail!.length).fill('0');
  return [...head!, ...zeros, ...tail!].map((group) => parseInt(group, 16));
}
