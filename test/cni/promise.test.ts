import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMode } from '../../src/cni/cilium/mode.ts';
import type { LiveNode } from '../../src/cni/live-node.ts';
import { type LiveFacts, promisedDatapath } from '../../src/cni/promise.ts';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { answersOf, liveNode, recorded, withLinks, withRoutes } from './recorded.ts';

const ALL = new Set([
  'cilium/same-node',
  'cilium/cross-node',
  'flannel/same-node',
  'flannel/vxlan',
  'flannel/host-gw',
  'flannel/udp',
  'kindnet/same-node',
  'kindnet/cross-node',
  'linux/bridge',
  'linux/bridge-cross-node',
  'linux/ptp',
  'linux/ptp-cross-node',
]);
const CATALOGUED = new Set(CATALOGUE.map(({ name }) => name));
const GENERIC = new Set([...ALL].filter((name) => name.startsWith('linux/')));

/** Pod a and pod b of the recorded workers, and pod c of the other node. */
const A_ON_FLANNEL = { hostIfindex: 4, address: '10.244.1.2' };
const B_ON_FLANNEL = { hostIfindex: 5, address: '10.244.1.3' };
const A_ON_KINDNET = { hostIfindex: 2, address: '10.244.1.2' };
const B_ON_KINDNET = { hostIfindex: 3, address: '10.244.1.3' };
const C = { hostIfindex: 4, address: '10.244.0.2' };

const FLANNEL: LiveFacts = {
  node: liveNode('flannel-vxlan'),
  pod: A_ON_FLANNEL,
  peer: B_ON_FLANNEL,
  cilium: null,
};
const KINDNET: LiveFacts = {
  node: liveNode('kindnet'),
  pod: A_ON_KINDNET,
  peer: B_ON_KINDNET,
  cilium: null,
};

const acrossNodes = (facts: LiveFacts, known = ALL) =>
  promisedDatapath({ ...facts, peer: C }, 'cross-node', known);
const withinNode = (facts: LiveFacts, known = ALL) => promisedDatapath(facts, 'same-node', known);

/** The same facts with another route to the other node's pods. */
function routedBy(route: object, facts: LiveFacts): LiveFacts {
  const node = withRoutes(facts.node, (routes) =>
    routes.map((r) => (r.dst === '10.244.0.0/24' ? { ...route } : r)),
  );
  return { ...facts, node };
}
const viaEth0 = { dst: '10.244.0.0/24', gateway: '172.18.0.4', dev: 'eth0' };

function withDevice(facts: LiveFacts, link: Record<string, unknown>): LiveFacts {
  return { ...facts, node: withLinks(facts.node, (links) => [...links, link]) };
}

describe('the recorded clusters', () => {
  it('kindnet', () => {
    expect(withinNode(KINDNET)).toMatchObject({ datapath: 'kindnet/same-node' });
    expect(acrossNodes(KINDNET)).toEqual({
      datapath: 'kindnet/cross-node',
      because: [
        expect.stringContaining('veth4bb2bbf9 is a veth without bridge'),
        'the route to 10.244.0.2 goes via 172.18.0.4 dev eth0, without encapsulation',
      ],
    });
  });

  it('flannel vxlan', () => {
    expect(withinNode(FLANNEL)).toMatchObject({ datapath: 'flannel/same-node' });
    expect(acrossNodes(FLANNEL)).toEqual({
      datapath: 'flannel/vxlan',
      because: [
        expect.stringContaining('port of the bridge cni0'),
        'the route to 10.244.0.2 goes by flannel.1 (vxlan)',
      ],
    });
  });

  it('from the other node too', () => {
    const other: LiveNode = liveNode('flannel-vxlan', 'control-plane');
    const facts = { node: other, pod: C, peer: A_ON_FLANNEL, cilium: null };
    expect(promisedDatapath(facts, 'cross-node', ALL)).toMatchObject({ datapath: 'flannel/vxlan' });
  });

  it('Cilium, as its agents say', () => {
    const cilium = readMode(answersOf('native-bpf'), null);
    const node: LiveNode = {
      node: 'worker',
      conflists: [],
      links: recorded('cilium-native-bpf/worker.ip-link.json'),
      routes: recorded('cilium-agent/ip-route.json'),
    };
    const pod = { hostIfindex: 42, address: '10.244.1.29' };
    const facts = { node, pod, peer: { hostIfindex: 40, address: '10.244.1.146' }, cilium };
    expect(withinNode(facts)).toMatchObject({ datapath: 'cilium/same-node' });
    expect(acrossNodes(facts)).toMatchObject({ datapath: 'cilium/cross-node' });
    expect(withinNode(facts, GENERIC)).toEqual({
      why: expect.stringContaining('no datapath cilium/same-node'),
    });
    expect(withinNode({ ...facts, cilium: null })).toEqual({
      why: expect.stringContaining('not read'),
    });
    const blind = { ...cilium, hostRouting: null };
    expect(withinNode({ ...facts, cilium: blind })).toEqual({
      why: expect.stringContaining('host routing is unknown'),
    });
    const chained = { ...facts, pod: { ...pod, hostIfindex: 57 } };
    expect(withinNode(chained)).toEqual({ why: expect.stringContaining('chained') });
  });
});

describe('the route decides, not the tunnel device', () => {
  it('flannel host-gw, or DirectRouting with flannel.1 there and silent', () => {
    expect(FLANNEL.node.links).toContain('"flannel.1"');
    expect(acrossNodes(routedBy(viaEth0, FLANNEL))).toMatchObject({ datapath: 'flannel/host-gw' });
  });

  it('flannel udp: one route for all, over a tun device', () => {
    const tun = { ifindex: 8, ifname: 'flannel0', linkinfo: { info_kind: 'tun' } };
    const facts = routedBy({ dst: '10.244.0.0/16', dev: 'flannel0' }, withDevice(FLANNEL, tun));
    expect(acrossNodes(facts)).toMatchObject({ datapath: 'flannel/udp' });
  });

  it.each([
    [viaEth0, [], 'calico/bgp'],
    [
      { ...viaEth0, dev: 'tunl0' },
      [{ ifname: 'tunl0', linkinfo: { info_kind: 'ipip' } }],
      'calico/ipip',
    ],
    [
      { ...viaEth0, dev: 'vxlan.calico' },
      [{ ifname: 'vxlan.calico', linkinfo: { info_kind: 'vxlan' } }],
      'calico/vxlan',
    ],
    [
      { ...viaEth0, dev: 'flannel.1' },
      [{ ifname: 'flannel.1', linkinfo: { info_kind: 'vxlan' } }],
      'canal/cross-node',
    ],
  ])("Calico's pods across nodes by the device of the route (%#)", (route, more, across) => {
    const cali = 'cali0123456789a';
    const links = withLinks({ ...KINDNET.node, conflists: [] }, (all) => [
      ...all.map((l) => (l.ifindex === 2 ? { ...l, ifname: cali } : l)),
      ...more.map((l, i) => ({ ifindex: 80 + i, ...l })),
    ]);
    const node = withRoutes(links, (routes) =>
      routes.map((r) => (r.dst === '10.244.1.2' ? { ...r, dev: cali } : r)),
    );
    const facts = routedBy(route, { ...KINDNET, node });
    expect(acrossNodes(facts, CATALOGUED)).toMatchObject({ datapath: across });
    const system = across.split('/')[0];
    expect(withinNode(facts, CATALOGUED)).toMatchObject({ datapath: `${system}/same-node` });
  });

  it('a backend without datapath is named as what cni-lab lacks', () => {
    const wg = { ifindex: 8, ifname: 'flannel-wg', linkinfo: { info_kind: 'wireguard' } };
    const facts = routedBy({ dst: '10.244.0.0/24', dev: 'flannel-wg' }, withDevice(FLANNEL, wg));
    expect(acrossNodes(facts)).toEqual({
      why: expect.stringMatching(/flannel-wg.*no datapath flannel\/wireguard/),
    });
  });

  it.each([
    [{ dst: '10.99.0.0/24', dev: 'eth0' }, /only the default route/],
    [{ dst: '10.244.0.0/24', type: 'blackhole', dev: 'lo' }, /blackhole/],
    [{ dst: '10.244.0.0/24', dev: 'cni0' }, /on the link of cni0/],
    [{ dst: '10.244.0.0/24' }, /no route/],
  ])('and what it does not tell is not promised (%#)', (route, why) => {
    expect(acrossNodes(routedBy(route, FLANNEL))).toEqual({ why: expect.stringMatching(why) });
  });
});

describe('the generic datapath with the same path', () => {
  it.each([
    [KINDNET, 'linux/ptp', 'linux/ptp-cross-node'],
    [routedBy(viaEth0, FLANNEL), 'linux/bridge', 'linux/bridge-cross-node'],
  ])(
    'is promised where the CNI has none of its own, and it is said (%#)',
    (facts, within, across) => {
      expect(withinNode(facts, GENERIC)).toMatchObject({
        datapath: within,
        because: expect.arrayContaining([expect.stringContaining('of its own')]),
      });
      expect(acrossNodes(facts, GENERIC)).toMatchObject({ datapath: across });
    },
  );

  it('is not for an overlay', () => {
    expect(acrossNodes(FLANNEL, GENERIC)).toEqual({
      why: expect.stringContaining('flannel/vxlan'),
    });
  });

  it.each([
    ['calico', { ifname: 'cali0123456789a' }, 'linux/ptp', 'linux/ptp-cross-node'],
    ['ptp', {}, 'linux/ptp', 'linux/ptp-cross-node'],
  ])('%s', (_, edit, within, across) => {
    const links = withLinks({ ...KINDNET.node, conflists: [] }, (all) =>
      all.map((l) => (l.ifindex === 2 ? { ...l, ...edit } : l)),
    );
    const node = withRoutes(links, (routes) =>
      routes.map((r) =>
        r.dst === '10.244.1.2' ? { ...r, dev: 'ifname' in edit ? edit.ifname : r.dev } : r,
      ),
    );
    expect(withinNode({ ...KINDNET, node })).toMatchObject({ datapath: within });
    expect(acrossNodes({ ...KINDNET, node })).toMatchObject({ datapath: across });
  });

  it('kube-router', () => {
    const node = withLinks({ ...FLANNEL.node, conflists: [] }, (links) =>
      links
        .filter((l) => l.ifname !== 'flannel.1')
        .map((l) => (l.ifname === 'cni0' ? { ...l, ifname: 'kube-bridge' } : l))
        .map((l) => (l.master === 'cni0' ? { ...l, master: 'kube-bridge' } : l)),
    );
    const facts = routedBy(viaEth0, { ...FLANNEL, node });
    expect(withinNode(facts)).toMatchObject({ datapath: 'linux/bridge' });
    expect(acrossNodes(facts)).toMatchObject({ datapath: 'linux/bridge-cross-node' });
    expect(acrossNodes(facts, CATALOGUED)).toMatchObject({ datapath: 'kube-router/bgp' });
  });
});

describe('what is not promised', () => {
  it("Calico's eBPF mode", () => {
    const facts = withDevice(KINDNET, { ifindex: 9, ifname: 'bpfin.cali' });
    expect(withinNode(facts)).toEqual({ why: expect.stringContaining('eBPF') });
    expect(acrossNodes(facts)).toEqual({ why: expect.stringContaining('eBPF') });
  });

  it('a plain bridge over an overlay, which no CNI claims', () => {
    const tunnel = { ifindex: 8, ifname: 'vx0', linkinfo: { info_kind: 'vxlan' } };
    const node = withLinks({ ...FLANNEL.node, conflists: [] }, (links) =>
      links.filter((l) => l.ifname !== 'flannel.1'),
    );
    const facts = withDevice({ ...FLANNEL, node }, tunnel);
    expect(acrossNodes(routedBy({ dst: '10.244.0.0/24', dev: 'vx0' }, facts))).toEqual({
      why: expect.stringMatching(/by vx0 \(vxlan\).*no datapath bridge\/vxlan/),
    });
  });

  it.each([
    ['openvswitch', /veth.* is a port of Open vSwitch.*no datapath antrea\/same-node/],
    ['team', /a port of ovs-system, which is no bridge \(team\)/],
  ])('a port of a switch of kind %s', (kind, why) => {
    const node = withLinks({ ...FLANNEL.node, conflists: [] }, (links) => [
      ...links
        .filter((l) => l.ifname !== 'flannel.1')
        .map((l) => (l.ifindex === 4 ? { ...l, master: 'ovs-system' } : l)),
      { ifindex: 8, ifname: 'ovs-system', linkinfo: { info_kind: kind } },
      { ifindex: 9, ifname: 'antrea-gw0', linkinfo: { info_kind: 'openvswitch' } },
    ]);
    expect(withinNode({ ...FLANNEL, node })).toEqual({ why: expect.stringMatching(why) });
  });

  it('a routed pod needs no known address, but not the route of another', () => {
    const of = (address: string | null) =>
      withinNode({ ...KINDNET, pod: { hostIfindex: 2, address } });
    expect(of(null)).toMatchObject({ datapath: 'kindnet/same-node' });
    expect(of('10.244.1.3')).toEqual({ why: expect.stringContaining('no route leads to the pod') });
  });

  it('two pods on two bridges', () => {
    const node = withLinks(FLANNEL.node, (links) => [
      ...links.map((l) => (l.ifindex === 5 ? { ...l, master: 'br-net' } : l)),
      { ifindex: 9, ifname: 'br-net', linkinfo: { info_kind: 'bridge' } },
    ]);
    expect(withinNode({ ...FLANNEL, node })).toEqual({
      why: expect.stringContaining('cni0 and br-net'),
    });
  });

  it('a pod whose device is not known, or stands on the uplink', () => {
    const of = (hostIfindex: number | null) =>
      withinNode({ ...FLANNEL, pod: { ...A_ON_FLANNEL, hostIfindex } });
    expect(of(null)).toEqual({ why: expect.stringContaining('not known') });
    expect(of(63)).toEqual({
      why: expect.stringContaining('no route leads to the pod by its device eth0'),
    });
    expect(of(2)).toEqual({ why: expect.stringContaining('flannel.1 (vxlan)') });
  });

  it('anything of garbage', () => {
    const text = fc.option(fc.oneof(fc.string(), fc.json()));
    fc.assert(
      fc.property(text, text, fc.string(), (links, routes, address) => {
        const node = { node: 'n', conflists: [], links, routes };
        const facts = {
          node,
          pod: { hostIfindex: 1, address },
          peer: { hostIfindex: 2, address },
          cilium: null,
        };
        expect(promisedDatapath(facts, 'same-node', ALL)).toHaveProperty('why');
        expect(promisedDatapath(facts, 'cross-node', ALL)).toHaveProperty('why');
      }),
    );
  });
});
