import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, findDatapath } from '../../src/datapaths/catalogue.ts';
import { familiesOf } from '../../src/datapaths/datapath.ts';
import { MOST_PAIRS, multiplied, pairsOf } from '../../src/datapaths/multiplied.ts';
import { requirePaired, whyNotPaired } from '../../src/datapaths/paired.ts';
import { devices, type Topology } from '../../src/datapaths/topology.ts';
import { NO_MAC } from '../../src/packets/address.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const PAIRED = CATALOGUE.filter((datapath) => whyNotPaired(datapath) === null);

const topology = fc
  .constantFrom(...PAIRED)
  .chain((datapath) => fc.constantFrom(...familiesOf(datapath)).map((f) => datapath.topology(f)));
const many = fc.integer({ min: 2, max: 60 });

/** Of values those that are there more than once. */
function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) < i))];
}

function addressesOf(one: Topology): string[] {
  return devices(one).flatMap(({ addresses }) => addresses.map((a) => a.split('/')[0]!));
}

function macsOf(one: Topology): string[] {
  return devices(one).flatMap(({ mac }) => (mac === NO_MAC ? [] : mac));
}

describe('many pairs of pods', () => {
  it('are of the flagship, its control, bridges and others', () => {
    expect(PAIRED.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['cilium/same-node', 'cilium/same-node-legacy', 'linux/bridge', 'linux/veth'],
        ...['flannel/same-node', 'kindnet/same-node', 'multus/bridge', 'calico/ebpf'],
      ]),
    );
  });

  it('are one where one is asked for', () => {
    for (const { topology } of PAIRED) {
      const one = topology(4);
      expect(multiplied(one, 1)).toBe(one);
      expect(pairsOf(one, 1)).toEqual([one]);
    }
  });

  it('bear nothing twice that a single one does not', () => {
    fc.assert(
      fc.property(topology, many, (one, n) => {
        const all = multiplied(one, n);
        // a gateway's address is on each host side of a single one, too
        for (const of of [addressesOf, macsOf])
          expect(repeated(of(all))).toEqual(repeated(of(one)));
        const names = devices(all).map(({ namespace, name }) => `${namespace} ${name}`);
        expect(repeated(names)).toEqual([]);
        expect(repeated(all.taps.map(({ name }) => name))).toEqual([]);
        expect(devices(all).filter(({ name }) => name.length > 15)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('have what each of them had, once for each', () => {
    fc.assert(
      fc.property(topology, many, (one, n) => {
        const all = multiplied(one, n);
        expect(Object.keys(all.namespaces)).toHaveLength(
          Object.keys(one.namespaces).length + 2 * (n - 1),
        );
        const inPods = (t: Topology) =>
          devices(t).filter((d) => d.namespace.startsWith('pod')).length;
        expect(inPods(all)).toBe(n * inPods(one));
        expect(all.services).toHaveLength(n * one.services.length);
        const pairs = pairsOf(one, n);
        expect(pairs).toHaveLength(n);
        const known = new Set(
          devices(all).map((d) => JSON.stringify([d.name, d.mac, d.addresses])),
        );
        for (const pair of pairs) {
          expect(pair.taps.map(({ name }) => name)).toEqual(one.taps.map(({ name }) => name));
          for (const { name, mac, addresses } of devices(pair))
            expect(known).toContain(JSON.stringify([name, mac, addresses]));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('speak of nothing that is not there', () => {
    fc.assert(
      fc.property(topology, many, (one, n) => {
        const all = multiplied(one, n);
        const there = new Set(devices(all).map(({ namespace, name }) => `${namespace} ${name}`));
        const spoken = [
          ...all.programs.map(({ namespace, device }) => `${namespace} ${device}`),
          ...all.taps.map(({ namespace, device }) => `${namespace} ${device}`),
          ...Object.entries(all.namespaces).flatMap(([name, { routes, neighbours, fdb = [] }]) =>
            [...routes, ...neighbours, ...fdb].map(({ device }) => `${name} ${device}`),
          ),
          ...devices(all).flatMap(({ namespace, master }) =>
            master ? `${namespace} ${master}` : [],
          ),
        ];
        expect(spoken.filter((one) => !there.has(one) && !one.endsWith(' lo'))).toEqual([]);
        const places = Object.keys(all.namespaces);
        const ends = [
          ...all.services.map(({ namespace }) => namespace),
          ...all.taps.flatMap(({ canary }) => (canary ? [canary.from, canary.to] : [])),
          ...Object.values(all.namespaces).flatMap(({ node }) => node ?? []),
        ];
        expect(ends.filter((end) => !places.includes(end))).toEqual([]);
        const macs = new Set([...macsOf(all), NO_MAC]);
        const addresses = new Set(addressesOf(all));
        for (const { neighbours } of Object.values(all.namespaces)) {
          for (const { address, mac } of neighbours) {
            expect(macs).toContain(mac);
            if (!/\.1$|::1$/.test(address)) expect(addresses).toContain(address);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have room for as many as may be asked for', () => {
    const all = multiplied(findDatapath('linux/bridge').topology(4), MOST_PAIRS);
    expect(repeated(addressesOf(all))).toEqual([]);
    expect(addressesOf(all).filter((address) => !/^10\.244\.\d+\.\d+$/.test(address))).toEqual([]);
    expect(all.links[0]).toMatchObject({ device: { addresses: ['10.244.1.1/16'] } });
  });

  it('are named as documented', () => {
    const { namespaces, taps } = multiplied(findDatapath('cilium/same-node').topology(4), 7);
    expect(taps.slice(-4)).toEqual([
      { name: 'pod1-7/eth0', namespace: 'pod1-7', device: 'eth0' },
      { name: 'pod1-7/lxc', namespace: 'node1', device: 'lxc1-7' },
      { name: 'pod2-7/lxc', namespace: 'node1', device: 'lxc2-7' },
      { name: 'pod2-7/eth0', namespace: 'pod2-7', device: 'eth0' },
    ]);
    expect(namespaces['node1']!.routes.slice(-2)).toEqual([
      { to: '10.244.128.10', device: 'lxc1-7' },
      { to: '10.244.128.11', device: 'lxc2-7' },
    ]);
    expect(namespaces['pod1-7']!.neighbours).toEqual([
      { address: '10.244.1.1', mac: '02:70:00:00:07:00', device: 'eth0' },
    ]);
    const six = multiplied(findDatapath('cilium/same-node').topology(6), 7);
    expect(six.namespaces['node1']!.routes.at(-1)).toEqual({
      ...{ to: 'fd00:10:244:1::7:2', device: 'lxc2-7' },
    });
  });

  it.each([
    ['kube-proxy/iptables', /asks a service/],
    ['cilium/cross-node', /not on one node/],
    ['cilium/host-to-pod', /from pod to pod/],
    ['calico/bgp', /more pods than two/],
    ['cilium/policy-drop', /drops of one flow/],
  ])('are refused for %s, with why and with what can', (name, why) => {
    const error = labErrorOf(() => requirePaired(findDatapath(name)));
    expect(error).toMatchObject({ code: 'E_USAGE', why: expect.stringMatching(why) });
    expect(error.why).toContain('cilium/same-node, ');
  });

  it('are refused where rules of the node speak of the pair', () => {
    const one = findDatapath('cilium/same-node').topology(4);
    const node1 = { ...one.namespaces['node1']!, nftables: 'iifname lxc1 accept' };
    const ruled = { ...one, namespaces: { ...one.namespaces, node1 } };
    expect(() => multiplied(ruled, 2)).toThrow(
      expect.objectContaining({
        code: 'E_USAGE',
        why: "node1's nftables speaks of one pair's own",
      }),
    );
  });
});
