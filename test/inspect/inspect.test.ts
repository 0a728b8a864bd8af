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

describe('a node', () => {
  const nodeOf = async (answers: Parameters<typeof bridgeLab>[0]) =>
    (await look(bridgeLab(answers))).nodes[0]!;

  it('has its bridges with the pods behind their ports', async () => {
    const { bridges } = await nodeOf({});
    expect(bridges).toMatchObject([
      {
        ...{ name: 'cni0', command: 'nsenter -t 66 -n ip -d link show master cni0' },
        ports: [{ pod: 'cni-lab/pod1', state: 'forwarding', hairpin: true }, { pod: null }],
      },
    ]);
  });

  it('has rules for routes, settings, and ends of tunnels, with what shows them', async () => {
    const node = await nodeOf({
      'ip rule show': '9:\tfrom all fwmark 0x200/0xf00 lookup 2004\n',
      'bridge -j fdb show': '[{"mac":"02:00:00:00:02:01","ifname":"v","dst":"172.18.0.7"}]',
    });
    expect(node.rules.found[0]).toMatchObject({ priority: 9, family: 4 });
    expect(node.settings.found).toEqual([{ name: 'net.ipv4.ip_forward', value: '1' }]);
    expect(node.tunnelEntries).toMatchObject({
      ...{ command: 'nsenter -t 66 -n bridge fdb show dev v', found: [{ remote: '172.18.0.7' }] },
    });
  });

  it('has the rules of netfilter and the services of IPVS that are for a pod with it', async () => {
    const { pods, kubeProxy } = await nodeOf({
      'iptables-save': '*nat\n-A KUBE-SEP-A -s 10.244.1.3/32 -j KUBE-MARK-MASQ\n:KUBE-SEP-A -\n',
      'cat /proc/net/ip_vs': 'TCP  0A600050:1F90 rr\n  -> 0AF40103:1F90 Masq 1 0 0\n',
    });
    expect(pods[0]!.firewall).toEqual({
      command: 'nsenter -t 66 -m -n iptables-save',
      found: [
        {
          ...{ by: 'iptables', table: 'nat', chain: 'KUBE-SEP-A' },
          rule: '-s 10.244.1.3/32 -j KUBE-MARK-MASQ',
        },
      ],
    });
    expect(kubeProxy).toMatchObject({ command: 'nsenter -t 66 -m -n iptables-save' });
    expect(pods[0]!.services).toEqual({
      command: 'nsenter -t 66 -n cat /proc/net/ip_vs', // ipvsadm is not installed there
      found: [{ service: 'TCP 10.96.0.80:1F90 rr', backend: '10.244.1.3:1F90 Masq 1' }],
    });
  });

  it('says what it was not told', async () => {
    const silent = { 'ip rule show': undefined!, 'ip -6 rule show': undefined! };
    const node = await nodeOf({ ...silent, 'bridge -j fdb show': undefined! });
    expect(node.missing).toEqual([
      ...['ip rule did not answer', 'bridge fdb: bridge is not installed'],
    ]);
    expect(node.pods[0]!.fdb).toBeNull();
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

  it('whose other end is somewhere unknown is not given a device that has that number', async () => {
    const pod = await podOf({}, { astray: 'the other end of eth0 is unknown' });
    expect(pod).toMatchObject({ host: null, map: null, programs: null, fdb: null });
    expect(pod.trouble).toBe('the other end of eth0 is unknown');
  });

  it('has what its own namespace has', async () => {
    const own = { 'nft -s list ruleset': 'table ip t {\n\tchain c {\n\t\tdrop\n\t}\n}\n' };
    const { inside, netns } = await podOf(own);
    expect(inside!.firewall.found).toMatchObject([{ table: 'ip t', chain: 'c', rule: 'drop' }]);
    expect(netns).toEqual({
      ...{ command: 'nsenter -t 88 -n readlink /proc/self/ns/net', id: 'net:[4026532088]' },
      name: null,
    });
  });

  it('has the name that its node knows its namespace by', async () => {
    const addr = JSON.parse(recorded('bridge/worker.addr.json')) as { ifindex: number }[];
    const { link_netnsid } = addr.find(({ ifindex }) => ifindex === 3) as { link_netnsid?: number };
    const named = JSON.stringify([{ nsid: link_netnsid, name: 'cni-1' }]);
    expect((await podOf({ 'ip -j netns list-id': named })).netns!.name).toBe('cni-1');
  });

  it('is on a node without IPv6 as on any other', async () => {
    const lab = bridgeLab({ 'ip -6 rule show': undefined! });
    const { rules, missing } = (await look(lab)).nodes[0]!;
    expect(rules.command).toBe('nsenter -t 66 -n ip rule show');
    expect(rules.found).toHaveLength(3);
    expect(missing).toEqual([]);
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
