import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/datapaths/catalogue.ts';
import { type Datapath, placementOf } from '../../../src/datapaths/datapath.ts';
import { addressOf, type Family, passageOf, podsOf } from '../../../src/datapaths/topology.ts';
import { liveTopology } from '../../../src/labs/cluster/live-topology.ts';
import type { NodeSite, PodSite } from '../../../src/labs/cluster/site.ts';
import { tapMac } from '../../support/tap-mac.ts';
import { labErrorOf } from '../../support/thrown-by.ts';
import { deviceOf, nodeSite, otherNode, podSite } from './sites.ts';

const PASSAGE = { from: 'pod1', to: 'pod2' };

/** As Cilium or kindnet leaves a node: no bridge, no tunnel. */
function bare(site: NodeSite): NodeSite {
  const interfaces = site.interfaces.filter((d) => d.kind === 'veth' || d.kind === null);
  return { ...site, interfaces };
}

function pairOn(one: NodeSite, two: NodeSite): readonly [PodSite, PodSite] {
  return [podSite('a', one), podSite('b', two)];
}

const tapsOf = (pods: readonly [PodSite, PodSite], family: Family = 4) =>
  liveTopology(pods, family, PASSAGE).taps.map((tap) => tap.name);

describe('the taps of two pods on one node', () => {
  const site = bare(nodeSite());

  it('are on the way of a request, and on the wire, where nothing is to be seen', () => {
    expect(tapsOf(pairOn(site, site))).toEqual([
      ...['pod1/eth0', 'pod1/lxc', 'node1/eth0', 'pod2/lxc', 'pod2/eth0'],
    ]);
  });

  it('are the bridge and the tunnel too, where there are', () => {
    const site = nodeSite();
    const pods = pairOn(site, site);
    expect(tapsOf(pods)).toEqual([
      ...['pod1/eth0', 'pod1/lxc', 'node1/cni0', 'node1/flannel.1', 'node1/eth0'],
      ...['pod2/lxc', 'pod2/eth0'],
    ]);
    const { taps } = liveTopology(pods, 4, PASSAGE);
    expect(taps.find((tap) => tap.name === 'node1/cni0')?.canary).toEqual({
      from: 'node1',
      to: 'pod1',
    });
  });

  it('have the devices that were found, in the places where they are', () => {
    const { taps } = liveTopology(pairOn(site, site), 4, PASSAGE);
    expect(taps.map((tap) => [tap.namespace, tap.device])).toEqual([
      ['pod1', 'eth0'],
      ['node1', 'vethaaaa1111'],
      ['node1', 'eth0'],
      ['node1', 'vethbbbb2222'],
      ['pod2', 'eth0'],
    ]);
  });
});

describe('the taps of pods on two nodes', () => {
  it('go out of one node and into the other', () => {
    const pods = pairOn(bare(nodeSite()), otherNode('172.18.0.4', 16));
    expect(tapsOf(pods)).toEqual([
      ...['pod1/eth0', 'pod1/lxc', 'node1/eth0', 'node2/eth0', 'pod2/lxc', 'pod2/eth0'],
    ]);
  });

  it('have the bridge nearest to the pods, the tunnel nearest to the wire', () => {
    const two = nodeSite('other');
    const pods = [podSite('a', nodeSite()), podSite('a', two)] as const;
    expect(tapsOf(pods)).toEqual([
      ...['pod1/eth0', 'pod1/lxc', 'node1/cni0', 'node1/flannel.1', 'node1/eth0'],
      ...['node2/eth0', 'node2/flannel.1', 'node2/cni0', 'pod2/lxc', 'pod2/eth0'],
    ]);
    const { taps } = liveTopology(pods, 4, PASSAGE);
    expect(taps.find((tap) => tap.name === 'node2/cni0')?.canary).toEqual({
      from: 'node2',
      to: 'pod2',
    });
  });

  it.each(['vxlan', 'geneve', 'ipip', 'sit', 'gre', 'wireguard', 'tun'])(
    'have a tunnel of the kind %s',
    (kind) => {
      const site = bare(nodeSite());
      const tunnel = { ...deviceOf(site.interfaces, 'eth0'), ifindex: 40, name: 'tun40', kind };
      const one = { ...site, interfaces: [...site.interfaces, tunnel] };
      const pods = pairOn(one, otherNode('172.18.0.4', 16));
      expect(tapsOf(pods)).toContain('node1/tun40');
      expect(tapsOf(pods)).not.toContain('node2/tun40');
    },
  );

  it('have the wire once, be it a tunnel itself', () => {
    const site = bare(nodeSite());
    const wire = { ...site.wire, kind: 'wireguard' };
    const interfaces = site.interfaces.map((d) => (d.ifindex === wire.ifindex ? wire : d));
    const pods = pairOn({ ...site, wire, interfaces }, otherNode('172.18.0.4', 16));
    expect(tapsOf(pods).filter((name) => name === 'node1/eth0')).toHaveLength(1);
  });
});

describe('the host sides of netkit pairs', () => {
  const onNetkit = (site: NodeSite) => {
    const pod = podSite('b', site);
    return { ...pod, host: { ...pod.host, kind: 'netkit' }, eth0: { ...pod.eth0, kind: 'netkit' } };
  };
  const canaries = (one: PodSite, two: PodSite) =>
    liveTopology([one, two], 4, PASSAGE).taps.flatMap(({ name, canary }) =>
      canary && name.endsWith('/lxc') ? [[name, canary]] : [],
    );
  const one = nodeSite();
  const two = nodeSite('other');

  it('have a canary where packets between nodes pass them by', () => {
    expect(canaries(onNetkit(one), onNetkit(two))).toEqual([
      ['pod1/lxc', { from: 'node1', to: 'pod1' }],
      ['pod2/lxc', { from: 'node2', to: 'pod2' }],
    ]);
    expect(canaries(onNetkit(one), podSite('b', two)).map(([name]) => name)).toEqual(['pod1/lxc']);
  });

  it('have none on one node, where each sees one leg; nor has a veth pair', () => {
    expect(canaries(onNetkit(one), onNetkit(one))).toEqual([]);
    expect(canaries(podSite('b', one), podSite('b', two))).toEqual([]);
  });
});

describe('the catalogue', () => {
  /** Every tap that a signature names and a live lab has, too, stands in the same order in both. */
  const own = (datapath: Datapath) => datapath.topology(4).taps.map((tap) => tap.name);
  const BETWEEN_PODS = CATALOGUE.filter(
    (datapath) => passageOf(datapath.topology(4)).from === 'pod1',
  );

  it.each(BETWEEN_PODS.map((d) => [d.name, d] as const))(
    '%s: the order is the same',
    (_, datapath) => {
      const one = nodeSite();
      const two = placementOf(datapath) === 'same-node' ? one : nodeSite('other');
      const live = tapsOf([podSite('a', one), podSite('a', two)]);
      const both = own(datapath).filter((name) => live.includes(name));
      expect(both.length).toBeGreaterThanOrEqual(2);
      expect(live.filter((name) => both.includes(name))).toEqual(both);
    },
  );
});

describe('the rest of the topology', () => {
  const one = nodeSite();
  const two = otherNode('172.18.0.4', 16);

  it('knows who is where', () => {
    const same = liveTopology(pairOn(one, one), 4, PASSAGE);
    const cross = liveTopology(pairOn(one, two), 4, PASSAGE);
    expect(Object.keys(same.namespaces)).toEqual(['node1', 'pod1', 'pod2']);
    expect(same.namespaces.pod2?.node).toBe('node1');
    expect(Object.keys(cross.namespaces)).toEqual(['node1', 'node2', 'pod1', 'pod2']);
    expect(cross.namespaces.pod2?.node).toBe('node2');
    expect(podsOf(cross)).toEqual(['pod1', 'pod2']);
  });

  it('knows the addresses of the family that is asked for', () => {
    const four = liveTopology(pairOn(one, two), 4, PASSAGE);
    expect(['pod1', 'pod2', 'node1', 'node2'].map((place) => addressOf(four, place))).toEqual([
      ...['10.244.1.2', '10.244.1.3', '172.18.0.3', '172.18.0.4'],
    ]);
    const six = liveTopology([podSite('a', one), podSite('a', one)], 6, PASSAGE);
    expect(['pod1', 'node1'].map((place) => addressOf(six, place))).toEqual([
      ...['fd00:10:244:1::2', 'fc00:f853:ccd:e793::3'],
    ]);
  });

  it('never takes a link-local address for a node', () => {
    const wire = {
      ...one.wire,
      addresses: ['fe80::1/64', ...one.wire.addresses],
    };
    const six = liveTopology([podSite('a', { ...one, wire }), podSite('a', one)], 6, PASSAGE);
    expect(addressOf(six, 'node1')).toBe('fc00:f853:ccd:e793::3');
  });

  it('knows the MAC addresses of its taps', () => {
    const topology = liveTopology(pairOn(bare(one), two), 4, PASSAGE);
    for (const tap of topology.taps) {
      expect([tap.name, tapMac(topology, tap)]).toEqual([
        tap.name,
        expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
      ]);
    }
    const [nic1, nic2] = ['node1/eth0', 'node2/eth0'].map((name) =>
      tapMac(topology, topology.taps.find((tap) => tap.name === name)!),
    );
    expect(nic1).not.toBe(nic2);
  });

  it('has a server in each pod and no program of ours', () => {
    const { services, programs, probe, family } = liveTopology(pairOn(one, one), 4, {
      ...{ from: 'node1', to: 'pod2' },
    });
    expect(services.map((s) => s.namespace).sort()).toEqual(['pod1', 'pod2']);
    expect(programs).toEqual([]);
    expect(probe).toEqual({ from: 'node1', to: 'pod2' });
    expect(family).toBe(4);
  });

  it('cannot be made in a family that a pod has no address of', () => {
    const failure = labErrorOf(() => liveTopology(pairOn(one, one), 6, PASSAGE));
    expect(failure).toMatchObject({
      code: 'E_LAB_BROKEN',
      message: 'the pod pod-b has no IPv6 address',
      why: 'it has 10.244.1.3',
      mend: 'cni-lab verify --family 4',
    });
  });
});
