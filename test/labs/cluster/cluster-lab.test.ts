import { describe, expect, it } from 'vitest';
import { findDatapath } from '../../../src/datapaths/catalogue.ts';
import type { Runner } from '../../../src/host/runner.ts';
import { type ClusterLabOptions, clusterLab } from '../../../src/labs/cluster/cluster-lab.ts';
import type { NodeSite, PodSite } from '../../../src/labs/cluster/site.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeRunner } from './fake-runner.ts';
import {
  access,
  node,
  nodeSite,
  otherNode,
  podSite,
  type RecordedPlace,
  recorded,
} from './sites.ts';

/** `ip -j -s link` of a recorded place: every device has counted its own ifindex, and as much again. */
function links(place: RecordedPlace, edit: (links: object[]) => object[] = (all) => all): Runner {
  const all = JSON.parse(recorded(place)).map((link: { ifindex: number }) => ({
    ...link,
    stats64: { rx: { packets: link.ifindex }, tx: { packets: 2 * link.ifindex } },
  }));
  return new FakeRunner(() => JSON.stringify(edit(all)));
}

function withTools(site: NodeSite, net = links('node')): NodeSite {
  return { ...site, access: access({ net }) };
}

const worker = withTools(nodeSite());
const a = podSite('a', worker, { runner: links('pod-a') });
const b = (site: NodeSite) => podSite('b', site, { runner: links('pod-b') });
const onOther = (address: string, prefix: number, bootId = 'boot-1') => {
  const site = otherNode(address, prefix);
  return b(withTools({ ...site, node: { ...site.node, bootId } }));
};

function labOf(pods: readonly [PodSite, PodSite], more: Partial<ClusterLabOptions> = {}) {
  return clusterLab({
    cni: 'cilium',
    ...{ name: 'demo', backend: 'kind', datapath: findDatapath('flannel/same-node'), family: 4 },
    ...{ pods, programs: null },
    ...more,
  });
}

const SAME = [a, b(worker)] as const;
const ACROSS = [a, onOther('172.18.0.4', 16)] as const;

describe('the taps of a lab on a cluster', () => {
  it('are the devices as they are now, with what they have counted', async () => {
    const taps = await labOf(SAME).taps();
    const lxc = taps.find((tap) => tap.name === 'pod1/lxc');
    expect(lxc).toMatchObject({
      place: 'node1',
      device: 'vethaaaa1111',
      ifindex: 5,
      rx: 5,
      tx: 10,
    });
    expect(taps.find((tap) => tap.name === 'pod2/eth0')).toMatchObject({ ifindex: 3, rx: 3 });
  });

  it('ask each place once', async () => {
    await labOf(SAME).taps();
    const asked = [a.runner, SAME[1].runner].map((runner) => (runner as FakeRunner).asked.length);
    const before = (worker.access.net as FakeRunner).asked.length;
    await labOf(SAME).taps();
    expect((worker.access.net as FakeRunner).asked.length).toBe(before + 1);
    expect((a.runner as FakeRunner).asked.length).toBe(asked[0]! + 1);
  });

  it('have one clock on one machine, be its nodes several', async () => {
    for (const pods of [SAME, ACROSS]) {
      const clocks = (await labOf(pods).taps()).map((tap) => tap.clock);
      expect(new Set(clocks)).toEqual(new Set(['boot-1']));
    }
  });

  it('have the clock of the machine that they are on', async () => {
    const taps = await labOf([a, onOther('172.18.0.4', 16, 'boot-2')]).taps();
    expect(new Set(taps.map((tap) => [tap.place, tap.clock].join(' ')))).toEqual(
      new Set(['pod1 boot-1', 'node1 boot-1', 'node2 boot-2', 'pod2 boot-2']),
    );
  });

  it('have MAC addresses, but for the wires of nodes with a router between them', async () => {
    const macs = async (pods: readonly [PodSite, PodSite]) =>
      (await labOf(pods).taps()).filter((tap) => tap.mac === null).map((tap) => tap.name);
    expect(await macs(SAME)).toEqual([]);
    expect(await macs(ACROSS)).toEqual([]);
    expect(await macs([a, onOther('192.0.2.4', 24)])).toEqual(['node1/eth0', 'node2/eth0']);
  });

  it('are gone with their pod', async () => {
    const net = links('node', (all) =>
      all.filter((link) => (link as { ifindex: number }).ifindex !== 5),
    );
    const pods = [{ ...a, node: withTools(worker, net) }, b(worker)] as const;
    expect(await labErrorIn(labOf(pods).taps())).toMatchObject({
      code: 'E_LAB_BROKEN',
      message: 'vethaaaa1111 is not there any more on node1',
    });
  });
});

describe('the programs on the taps', () => {
  const programs = new Map([
    ['worker/5', ['cil_from_container on tc ingress']],
    ['worker/6', []],
    ['other/5', ['not of this node']],
  ]);

  it("are the agents' word, by node and ifindex", async () => {
    const lab = labOf(SAME, { programs });
    expect(await lab.programs?.(await lab.taps())).toEqual([
      { tap: 'pod1/lxc', attached: ['cil_from_container on tc ingress'] },
      { tap: 'pod2/lxc', attached: [] },
    ]);
  });

  it('are not told of a device of which the agents say nothing', async () => {
    const lab = labOf(ACROSS, { programs });
    const told = await lab.programs?.(await lab.taps());
    expect(told?.map(({ tap }) => tap)).toEqual(['pod1/lxc']);
  });

  it('are to be asked of tc where there are no agents', () => {
    expect(labOf(SAME).programs).toBeUndefined();
  });
});

describe('the filter of the captures', () => {
  const { captureFilter } = labOf(ACROSS);

  it("has the host sides of the node's own pods only", () => {
    expect(captureFilter?.('node1')).toMatch(/^ifindex 5 or host /);
    expect(captureFilter?.('node2')).toMatch(/^ifindex 6 or host /);
    expect(labOf(SAME).captureFilter?.('node1')).toMatch(/^ifindex 5 or ifindex 6 or host /);
  });

  it('has what goes between the nodes, where there are two', () => {
    for (const place of ['node1', 'node2']) {
      expect(captureFilter?.(place)).toContain('(host 172.18.0.3 and host 172.18.0.4 and (udp');
    }
    expect(labOf(SAME).captureFilter?.('node1')).not.toContain('udp');
  });

  it('is none in a pod: all of it is ours', () => {
    expect(captureFilter?.('pod1')).toBe('');
  });
});

describe('the rest of the lab', () => {
  it('says how services are translated, if it was told', async () => {
    expect(await labOf(SAME).kubeProxy?.()).toBeNull();
    expect(await labOf(SAME, { kubeProxy: 'nftables' }).kubeProxy?.()).toBe('nftables');
  });

  it('knows its places by the names that the cluster has for them', () => {
    const lab = labOf(ACROSS);
    expect(['node1', 'node2', 'pod1', 'pod2'].map((place) => lab.namespace(place))).toEqual([
      ...['worker', 'other', 'cni-lab/pod-a', 'cni-lab/pod-b'],
    ]);
    expect(() => lab.runner('node3')).toThrow('no place node3');
  });

  it('sends the probe as the datapath has it, or as it is told', () => {
    expect(labOf(SAME, { datapath: findDatapath('cilium/host-to-pod') }).topology.probe).toEqual({
      from: 'node1',
      to: 'pod1',
    });
    const passage = { from: 'pod1', to: 'pod2', service: '10.96.0.9' };
    expect(labOf(SAME, { passage }).topology.probe).toEqual(passage);
  });

  it('removes nothing: it has made nothing', async () => {
    await expect(labOf(SAME).remove()).resolves.toBeUndefined();
  });

  it('is on two nodes only if they are two', () => {
    const again = { ...worker, node: node('worker') };
    expect(labOf([a, b(again)]).topology.namespaces.node2).toBeUndefined();
  });
});

it('sends a canary to the devices that its datapath leaves silent, and to no others', () => {
  const canaries = (datapath: string, pods: readonly [PodSite, PodSite] = SAME) =>
    labOf(pods, { datapath: findDatapath(datapath) }).topology.taps.flatMap((tap) =>
      tap.canary ? [[tap.name, tap.canary.from, tap.canary.to]] : [],
    );
  const routed = [b(worker), b(worker)] as const;
  expect(canaries('cilium/policy-drop', routed)).toEqual([
    ['pod2/lxc', 'node1', 'pod2'],
    ['pod2/eth0', 'node1', 'pod2'],
  ]);
  expect(canaries('cilium/same-node', routed)).toEqual([]);
});
