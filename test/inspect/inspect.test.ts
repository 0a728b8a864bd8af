import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/inspect.ts';
import type { OpenLab } from '../../src/inspect/node-source.ts';
import { bridgeLab, ciliumLab, recorded } from './recorded-lab.ts';

const look = (lab: OpenLab) => inspect(lab, 'ours', new AbortController().signal);

describe('a node with real Cilium', async () => {
  const { nodes, schema } = await look(ciliumLab());
  const [node] = nodes;
  const [pod] = node!.pods;

  it('is known by its devices and by what its agent says', () => {
    expect(schema).toBe('cni-lab/inspection/1');
    expect(node!.cni).toMatchObject({ name: 'cilium', agent: { mode: { hostRouting: 'BPF' } } });
    expect(node!.cni.agent?.command).toContain(
      'exec cilium-x -c cilium-agent -- cilium-dbg status',
    );
    expect(node!.kubeProxy.mode).toBe('none');
    expect(node!.missing).toEqual([]);
  });

  it('has its wire and what Cilium made, with the programs on them, but no device of a pod', () => {
    const shown = node!.devices.found.map(({ name, role }) => `${role} ${name}`);
    expect(shown).toEqual(['wire eth0', 'cni cilium_net', 'cni cilium_host']);
    expect(node!.devices.found[0]!.programs.found.map(({ name }) => name)).toEqual([
      ...['cil_from_netdev', 'cil_to_netdev'],
    ]);
  });

  it('has the pod by all answers, with commands that lead into its namespaces', () => {
    expect(pod).toMatchObject({ trouble: null, map: { agree: true } });
    expect(pod!.own).toMatchObject({ name: 'eth0', linkIndex: 13 });
    expect(pod!.host).toMatchObject({ ifindex: 13, relation: 'other end', port: null });
    expect(pod!.map!.answers).toHaveLength(4);
    expect(pod!.own!.command).toBe('nsenter -t 77 -n ip -d -s addr show dev eth0');
    expect(pod!.host!.command).toMatch(/^nsenter -t 66 -n ip -d -s addr show dev lxc/);
  });

  it('shows tcx programs by the tools of the agent, as ours do not see them', () => {
    expect(pod!.programs).toMatchObject({
      ...{ found: [{ hook: 'tcx ingress', name: 'cil_from_container' }], complete: true },
      command: expect.stringContaining('cilium-agent -- bpftool net show dev lxc'),
    });
  });

  it('routes to the pod by cilium_host', () => {
    expect(pod!.routes.found).toMatchObject([{ device: 'cilium_host', table: 'main' }]);
  });
});

describe('a node with the bridge plugin', async () => {
  const { nodes } = await look(bridgeLab());
  const [worker, other] = nodes;

  it('has its bridge, the pod as a port of it, and the entry of its neighbour table', () => {
    expect(worker!.cni).toMatchObject({ name: 'bridge', agent: null });
    const [pod] = worker!.pods;
    expect(pod!.host).toMatchObject({ master: 'cni0', port: { hairpin: true } });
    expect(pod!.map).toMatchObject({ agree: true });
    expect(pod!.programs).toMatchObject({ found: [], complete: true });
    expect(pod!.neighbours.found).toMatchObject([{ address: '10.244.1.3', device: 'cni0' }]);
  });

  it("knows its way to the other node's pods", () => {
    expect(worker!.elsewhere!.found).toMatchObject([{ gateway: '172.18.0.7', device: 'eth0' }]);
    expect(worker!.elsewhere!.command).toBe('nsenter -t 66 -n ip route');
  });

  it('says of a node that answers nothing, and of its pod, what could not be had', () => {
    expect(other!.missing).toContain('ip addr did not answer');
    expect(other!.kubeProxy.mode).toBeNull();
    expect(other!.pods[0]).toMatchObject({ trouble: 'it is Pending', own: null, map: null });
  });
});

describe('a pod', () => {
  const podOf = async (...of: Parameters<typeof bridgeLab>) =>
    (await look(bridgeLab(...of))).nodes[0]!.pods[0]!;
  const changed = (change: object) => {
    const links = JSON.parse(recorded('bridge/pod1.addr.json')) as { ifname: string }[];
    const changed = links.map((link) => (link.ifname === 'eth0' ? { ...link, ...change } : link));
    return { 'ip -j -d -s addr show': JSON.stringify(changed) };
  };

  it('whose address no device has is shown with that trouble', async () => {
    const pod = await podOf({}, { addresses: ['10.9.9.9'] });
    expect(pod).toMatchObject({ own: null, trouble: 'none of its devices has 10.9.9.9' });
  });

  it('whose other end is nowhere on the node is', async () => {
    const pod = await podOf(changed({ link_index: 4711 }));
    expect(pod).toMatchObject({ host: null, map: { agree: false } });
    expect(pod.trouble).toContain('no device of the node has this ifindex');
  });

  it('that stands on a device of the node has no other end: macvlan', async () => {
    const pod = await podOf(changed({ link_index: 2, linkinfo: { info_kind: 'macvlan' } }));
    expect(pod).toMatchObject({ map: null, trouble: null, host: { relation: 'below' } });
    expect(pod.neighbours.found).toHaveLength(1); // not all that are behind that device
  });

  it('with a network card of its own has nothing on the node', async () => {
    const pod = await podOf(changed({ link_index: undefined, linkinfo: undefined }));
    expect(pod).toMatchObject({ host: null, map: null, programs: null });
    expect(pod.trouble).toContain('has no other end on the node');
  });

  it('without ethtool and bpftool is still mapped, and says what it lacks', async () => {
    const lab = bridgeLab({ 'ethtool -S eth0': undefined!, 'bpftool -j batch file -': undefined! });
    const [node] = (await look(lab)).nodes;
    expect(node!.missing[0]).toContain('bpftool is not installed');
    const [pod] = node!.pods;
    expect(pod!.map).toMatchObject({ agree: true });
    expect(pod!.map!.answers[1]).toMatchObject({ agrees: null, said: 'ethtool is not installed' });
    expect(pod!.programs).toMatchObject({ complete: false });
    expect(pod!.programs!.command).toContain('tc filter show dev');
  });
});
