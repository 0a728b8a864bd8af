import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CniName } from '../../src/cni/cni-name.ts';
import { detectCni } from '../../src/cni/detect-cni.ts';
import type { LiveNode } from '../../src/cni/live-node.ts';
import { liveNode, NODES, recorded, withLinks, withRoutes } from './recorded.ts';

const CILIUM: LiveNode = {
  node: 'worker',
  conflists: [{ file: '05-cilium.conflist', text: recorded('cilium-agent/05-cilium.conflist') }],
  links: recorded('cilium-native-bpf/worker.ip-link.json'),
  routes: recorded('cilium-agent/ip-route.json'),
};
const FLANNEL = liveNode('flannel-vxlan');
const KINDNET = liveNode('kindnet');
const EMPTY: LiveNode = { node: 'n', conflists: [], links: null, routes: null };

const FLANNEL_POD = { hostIfindex: 4, address: '10.244.1.2' };
const KINDNET_POD = { hostIfindex: 2, address: '10.244.1.2' };

describe('the recorded clusters', () => {
  it.each([
    [
      'cilium',
      CILIUM,
      { hostIfindex: 42, address: '10.244.1.29' },
      /lxccaa6b78acb4f is named as cilium/,
    ],
    ['flannel', FLANNEL, FLANNEL_POD, /vethd00d8f09 is a port of the bridge cni0/],
    ['kindnet', KINDNET, KINDNET_POD, /veth4bb2bbf9 is a veth without bridge/],
  ] as const)('%s, by the pod’s device', (cni, node, pod, first) => {
    const detected = detectCni(node, pod);
    expect(detected).toMatchObject({
      cni,
      evidence: [expect.stringMatching(first), ...rest(detected)],
    });
    expect(detected.evidence.join()).not.toContain('not what is live');
  });

  it.each(NODES)('without a pod by the devices or the configuration: %s', (node) => {
    expect(detectCni(CILIUM, null).cni).toBe('cilium');
    expect(detectCni(liveNode('flannel-vxlan', node), null)).toMatchObject({
      cni: 'flannel',
      evidence: [
        'the node has flannel.1 (vxlan)',
        '10-flannel.conflist: network cbr0, plugins flannel, portmap',
      ],
    });
    expect(detectCni(liveNode('kindnet', node), null).cni).toBe('kindnet');
  });

  function rest(detected: { evidence: readonly string[] }) {
    return detected.evidence.slice(1);
  }
});

describe('what is live wins over what was configured', () => {
  it('a pod of flannel on a node whose first configuration is Cilium’s', () => {
    const node = { ...FLANNEL, conflists: [...FLANNEL.conflists, ...CILIUM.conflists] };
    const { cni, evidence } = detectCni(node, FLANNEL_POD);
    expect(cni).toBe('flannel');
    expect(evidence).toContain('05-cilium.conflist configures cilium, which is not what is live');
  });

  it('devices that an earlier CNI left behind do not count against the pod’s own', () => {
    const left = withLinks(FLANNEL, (links) => [...links, { ifindex: 90, ifname: 'cilium_host' }]);
    expect(detectCni(left, FLANNEL_POD).cni).toBe('flannel');
    expect(detectCni(left, null).cni).toBe('cilium');
  });

  it('files that cannot be read are named', () => {
    const node = {
      ...KINDNET,
      conflists: [{ file: '00-x.conf', text: '{' }, ...KINDNET.conflists],
    };
    expect(detectCni(node, KINDNET_POD)).toMatchObject({
      cni: 'kindnet',
      evidence: expect.arrayContaining(['00-x.conf: cannot be read as a CNI configuration']),
    });
  });
});

/** A pod's device on the recorded node, renamed or on another bridge. */
const flannelNodeWith = (edit: object, ...more: object[]) =>
  withLinks({ ...FLANNEL, conflists: [] }, (links) => [
    ...links
      .filter((l) => l.ifname !== 'flannel.1')
      .map((l) => (l.ifindex === 4 ? { ...l, ...edit } : l)),
    ...(more as Record<string, unknown>[]),
  ]);
const bridge = (ifname: string) => ({ ifindex: 70, ifname, linkinfo: { info_kind: 'bridge' } });

describe('other CNIs, made from the recorded node', () => {
  it.each<[CniName, LiveNode]>([
    ['flannel', { ...flannelNodeWith({}), conflists: FLANNEL.conflists }],
    ['bridge', flannelNodeWith({})],
    ['kube-router', flannelNodeWith({ master: 'kube-bridge' }, bridge('kube-bridge'))],
    ['weave', flannelNodeWith({ master: 'weave' }, bridge('weave'))],
    ['calico', flannelNodeWith({ ifname: 'cali0123456789a', master: undefined })],
    ['ptp', { ...KINDNET, conflists: [] }],
  ])('%s', (cni, node) => {
    const pod = cni === 'ptp' ? KINDNET_POD : FLANNEL_POD;
    expect(detectCni(node, pod).cni).toBe(cni);
  });

  it.each<[CniName, string]>([
    ['calico', 'vxlan.calico'],
    ['antrea', 'antrea-gw0'],
    ['flannel', 'flannel0'],
    ['flannel', 'flannel-wg'],
  ])('%s by its device %s alone', (cni, ifname) => {
    const links = JSON.stringify([{ ifindex: 3, ifname }]);
    expect(detectCni({ ...EMPTY, links }, null).cni).toBe(cni);
  });

  it("canal where Calico's pods have routes over flannel's device, and Calico where that was left behind", () => {
    const text = '{"name":"k8s-pod-network","plugins":[{"type":"calico"}]}';
    const conflists = [{ file: '10-canal.conflist', text }];
    const canal = withLinks({ ...FLANNEL, conflists }, (links) => [
      ...links,
      { ifindex: 9, ifname: 'cali0123456789a' },
    ]);
    const { cni, evidence } = detectCni(canal, null);
    expect(cni).toBe('canal');
    expect(evidence).toContain('the node has flannel.1 (vxlan), and routes over it');
    expect(evidence.join()).not.toContain('not what is live');
    const left = withRoutes(canal, (routes) => routes.filter((r) => r.dev !== 'flannel.1'));
    expect(detectCni(left, null).cni).toBe('calico');
  });

  it('kube-router configures the bridge plugin, which is no contradiction', () => {
    const text = '{"name":"kubernetes","plugins":[{"type":"bridge","bridge":"kube-bridge"}]}';
    const node = flannelNodeWith({ master: 'kube-bridge' }, bridge('kube-bridge'));
    const { evidence } = detectCni(
      { ...node, conflists: [{ file: '10-kuberouter.conflist', text }] },
      FLANNEL_POD,
    );
    expect(evidence.join()).not.toContain('not what is live');
  });

  it('Multus over flannel is flannel for the pod’s eth0', () => {
    const multus = { type: 'multus', delegates: [JSON.parse(FLANNEL.conflists[0]!.text)] };
    const file = { file: '00-multus.conf', text: JSON.stringify(multus) };
    const { cni, evidence } = detectCni(
      { ...FLANNEL, conflists: [file, ...FLANNEL.conflists] },
      FLANNEL_POD,
    );
    expect(cni).toBe('flannel');
    expect(evidence.join()).toContain(
      '00-multus.conf: network without name, plugins multus, flannel, portmap',
    );
  });
});

describe('nothing to go by', () => {
  it('a macvlan pod, whose device stands on the uplink, is no routed veth', () => {
    const { cni } = detectCni(
      { ...KINDNET, conflists: [] },
      { hostIfindex: 85, address: '10.99.0.11' },
    );
    expect(cni).toBe('unknown');
  });

  it('is unknown, for garbage too', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((j) => `[{"ifindex":4,"linkinfo":${j}}]`),
    );
    const node = fc.record({
      node: fc.string(),
      conflists: fc.array(fc.record({ file: fc.constant('1.conf'), text })),
      links: fc.option(text),
      routes: fc.option(text),
    });
    fc.assert(
      fc.property(node, fc.integer(), (garbage, hostIfindex) => {
        expect(detectCni(garbage, { hostIfindex, address: '10.0.0.1' }).cni).toBe('unknown');
      }),
    );
  });
});
