import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/datapaths/catalogue.ts';
import { netkitSameNode } from '../../../src/datapaths/cilium/netkit-same-node.ts';
import { socketLb } from '../../../src/datapaths/cilium/socket-lb.ts';
import { familiesOf } from '../../../src/datapaths/datapath.ts';
import { kubeProxyIptablesMode } from '../../../src/datapaths/kube-proxy/iptables.ts';
import { kubeProxyIpvsMode } from '../../../src/datapaths/kube-proxy/ipvs.ts';
import { macvlan } from '../../../src/datapaths/linux/macvlan.ts';
import { calicoIpipPair, grePair } from '../../../src/datapaths/topologies/bare-tunnels.ts';
import { bridgedPair } from '../../../src/datapaths/topologies/bridged-pair.ts';
import { flannelPair } from '../../../src/datapaths/topologies/flannel-pair.ts';
import { overlayPair } from '../../../src/datapaths/topologies/overlay-pair.ts';
import { podPair } from '../../../src/datapaths/topologies/pod-pair.ts';
import { sriovPair } from '../../../src/datapaths/topologies/sriov-pair.ts';
import { switchedNodes } from '../../../src/datapaths/topologies/switched-nodes.ts';
import { wireguardPair } from '../../../src/datapaths/topologies/wireguard-pair.ts';
import { xdpLoadBalancer } from '../../../src/datapaths/topologies/xdp-load-balancer.ts';
import { redirectedByXdp } from '../../../src/datapaths/topologies/xdp-pair.ts';
import { attachToCgroup } from '../../../src/labs/netns/load-programs.ts';
import { planLab } from '../../../src/labs/netns/plan.ts';
import { setWireguard } from '../../../src/labs/netns/wireguard.ts';
import { NO_MAC } from '../../../src/packets/address.ts';

const objectPath = (object: string) => `/opt/my programs/${object}.bpf.o`;
const fast = planLab('demo', podPair('redirect-peer')(4), objectPath);
const flannel = planLab('demo', flannelPair(4), objectPath);
const bridged = planLab('demo', bridgedPair(6), objectPath);

const of = (plan: typeof fast, place: string) => plan.namespaces.find((n) => n.place === place)!;

describe('the plan of a lab', () => {
  it('makes the namespaces, then the links between them', () => {
    expect(fast.create).toEqual([
      'netns add cni-lab.demo.node1',
      'netns add cni-lab.demo.pod1',
      'netns add cni-lab.demo.pod2',
      'link add name lxc1 netns cni-lab.demo.node1 address 02:00:00:00:01:01 index 100 type veth peer name eth0 netns cni-lab.demo.pod1 address 02:00:00:00:01:02 index 101',
      'link add name lxc2 netns cni-lab.demo.node1 address 02:00:00:00:02:01 index 102 type veth peer name eth0 netns cni-lab.demo.pod2 address 02:00:00:00:02:02 index 103',
    ]);
  });

  it.each(CATALOGUE.map((datapath) => [datapath.name, datapath] as const))(
    'gives no two devices of %s the same ifindex',
    (_, { topology }) => {
      const plan = planLab('demo', topology(4), objectPath);
      const lines = [...plan.create, ...plan.namespaces.flatMap((n) => n.links)];
      const given = lines.flatMap((line) => [...line.matchAll(/ index (\d+)/g)].map(([, i]) => i));
      expect(new Set(given).size).toBe(given.length);
    },
  );

  it('makes a device over another where that one is, and hands it over', () => {
    const device = { namespace: 'pod1', name: 'net1', mac: '02:00:00:00:00:77', addresses: [] };
    const lower = { namespace: 'node1', name: 'eth1' };
    const above = { kind: 'device' as const, type: 'macvlan', device, lower };
    const pair = podPair()(4);
    const links = [...pair.links, { ...above, options: 'mode bridge' }];
    const plan = planLab('demo', { ...pair, links }, objectPath);
    expect(of(plan, 'node1').links).toEqual([
      'link add link eth1 index 104 name net1 netns cni-lab.demo.pod1 address 02:00:00:00:00:77 type macvlan mode bridge',
    ]);
    expect(of(plan, 'pod1').links).toEqual([]);
    expect(of(plan, 'pod1').ip).toContain('link set net1 up');
    expect(plan.create).toEqual(planLab('demo', pair, objectPath).create);
  });

  it('makes a TUN device by its own command, in its namespace, a TAP device with its MAC address', () => {
    const device = { namespace: 'node1', name: 'tun0', mac: NO_MAC, addresses: [] };
    const link = { kind: 'device' as const, type: 'tun' };
    const pair = podPair()(4);
    const links = [
      ...pair.links,
      { ...link, device, options: 'mode tun' },
      {
        ...link,
        device: { ...device, name: 'tap0', mac: '02:00:00:00:00:78' },
        options: 'mode tap',
      },
    ];
    expect(of(planLab('demo', { ...pair, links }, objectPath), 'node1').links).toEqual([
      'tuntap add dev tun0 mode tun',
      'tuntap add dev tap0 mode tap',
      'link set tap0 address 02:00:00:00:00:78',
    ]);
  });

  it('has ports that reflect, and bridges that take in all, set before they are up', () => {
    const pair = bridgedPair(4);
    const links = pair.links.map((link) =>
      'ends' in link
        ? { ...link, ends: [{ ...link.ends[0], hairpin: true }, link.ends[1]] as const }
        : { ...link, device: { ...link.device, isPromiscuous: true } },
    );
    const { ip } = of(planLab('demo', { ...pair, links }, objectPath), 'node1');
    const comesBefore = (line: string, later: string) => {
      expect(ip).toContain(line);
      expect(ip.indexOf(line)).toBeLessThan(ip.indexOf(later));
    };
    comesBefore('link set veth1 master cni0', 'link set veth1 type bridge_slave hairpin on');
    comesBefore('link set veth1 type bridge_slave hairpin on', 'link set veth1 up');
    comesBefore('link set cni0 promisc on', 'link set cni0 up');
  });

  it('gives a device its name where it goes, if one of that name is where it is made', () => {
    const macvlans = planLab('demo', macvlan.topology(4), objectPath);
    expect(of(macvlans, 'node1').links[0]).toMatch(
      /^link add link eth0 index \d+ name eth0\.pod1 netns cni-lab\.demo\.pod1 /,
    );
    const { ip } = of(macvlans, 'pod1');
    expect(ip.indexOf('link set eth0.pod1 name eth0')).toBe(ip.indexOf('link set lo up') + 1);
    expect(of(macvlans, 'node1').ip.join()).not.toContain(' name ');
  });

  it('takes a device from the daemon that made it, and hands it over under its own name', () => {
    const by = { namespace: 'node1', name: 'maker' };
    const device = {
      ...{ namespace: 'pod1', name: 'net1', mac: '02:00:00:00:00:79', addresses: ['10.9.0.1/24'] },
    };
    const pair = podPair()(4);
    const links = [...pair.links, { kind: 'made' as const, device, by, as: 'tap7' }];
    const plan = planLab('demo', { ...pair, links }, objectPath);
    expect(of(plan, 'node1').handOvers).toEqual([
      'link set tap7 netns cni-lab.demo.pod1 name net1 address 02:00:00:00:00:79',
    ]);
    expect(of(plan, 'pod1').handOvers).toEqual([]);
    expect(of(plan, 'pod1').ip).toContain('addr add 10.9.0.1/24 dev net1');
    expect(plan.create).toEqual(planLab('demo', pair, objectPath).create);
  });

  it('makes a bridge before its ports', () => {
    expect(bridged.create.filter((line) => line.startsWith('link'))).toEqual([
      'link add name cni0 netns cni-lab.demo.node1 address 02:00:00:00:00:01 type bridge',
      expect.stringContaining('type veth'),
      expect.stringContaining('type veth'),
    ]);
    expect(of(bridged, 'node1').ip).toContain('link set veth1 master cni0');
  });

  it('brings a device up before its routes, and a route to the gateway before the one through it', () => {
    expect(of(fast, 'pod1').ip).toEqual([
      'link set dev lo alias cni-lab',
      'link set lo up',
      'link set eth0 addrgenmode none',
      'addr add 10.244.1.11/32 dev eth0',
      'link set eth0 up',
      'route add 10.244.1.1 dev eth0',
      'route add default via 10.244.1.1 dev eth0',
      'neigh replace 10.244.1.1 lladdr 02:00:00:00:01:01 dev eth0 nud permanent',
    ]);
  });

  it('adds IPv6 addresses without waiting for their duplicates', () => {
    expect(of(bridged, 'pod1').ip).toContain('addr add fd00:10:244:1::11/64 dev eth0 nodad');
  });

  it('attaches programs to hooks that were made before, their path quoted', () => {
    const filter = (dev: string) =>
      `filter add dev ${dev} ingress bpf direct-action object-file "/opt/my programs/redirect-peer.bpf.o" section tc`;
    expect(of(fast, 'node1').tc).toEqual([
      ...['qdisc add dev lxc1 clsact', 'qdisc add dev lxc2 clsact'],
      ...[filter('lxc1'), filter('lxc2')],
    ]);
    expect(of(fast, 'pod1').tc).toEqual([]);
    expect(of(bridged, 'node1').tc).toEqual([]);
  });

  it('puts programs on XDP by ip, saying which, and has checksums made whole where that is asked for', () => {
    const native = planLab('demo', redirectedByXdp('xdp')(4), objectPath);
    const line = (dev: string, mode: string, object: string) =>
      `link set dev ${dev} ${mode} object-file "/opt/my programs/${object}.bpf.o" section xdp`;
    const both = (mode: string) => ['lxc1', 'lxc2'].map((d) => line(d, mode, 'xdp-redirect'));
    expect(of(native, 'node1').xdp).toEqual(both('xdpdrv'));
    expect(of(native, 'pod1').xdp).toEqual([line('eth0', 'xdpdrv', 'xdp-pass')]);
    expect(of(native, 'pod1').offloads).toEqual([['ethtool', '-K', 'eth0', 'tx', 'off']]);
    expect([native, fast].flatMap((plan) => [...of(plan, 'node1').offloads])).toEqual([]);
    expect(of(native, 'node1').tc).toEqual([]);
    expect(of(fast, 'node1').xdp).toEqual([]);
    const generic = planLab('demo', redirectedByXdp('xdp generic')(4), objectPath);
    expect(of(generic, 'node1').xdp).toEqual(both('xdpgeneric'));
    expect(of(generic, 'pod1')).toMatchObject({ xdp: [], offloads: [] });
  });

  it('tells a switch by which port its neighbours are', () => {
    expect(of(planLab('demo', xdpLoadBalancer('xdp')(4), objectPath), 'switch').fdb).toEqual([
      'fdb replace 02:00:00:00:50:01 dev node1 master static',
      'fdb replace 02:00:00:00:50:02 dev node2 master static',
      'fdb replace 02:00:00:00:50:09 dev client master static',
    ]);
  });

  it('loads a rule set only where there is one', () => {
    expect(of(fast, 'node1').nftables).toContain('hook forward');
    expect(of(fast, 'pod1').nftables).toBeNull();
    expect(of(bridged, 'node1').nftables).toBeNull();
  });

  it('makes a tunnel inside its namespace, and tells it its other end', () => {
    expect(of(flannel, 'node1').links).toEqual([
      'link add name flannel.1 address 02:00:00:00:60:01 type vxlan id 1 local 192.168.50.1 dev eth0 nolearning dstport 8472',
    ]);
    expect(of(flannel, 'node1').fdb).toEqual([
      'fdb append 02:00:00:00:60:02 dev flannel.1 dst 192.168.50.2 self permanent',
    ]);
    expect(of(flannel, 'node1').ip).toEqual(
      expect.arrayContaining([
        'route add 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
        'neigh replace 10.244.2.0 lladdr 02:00:00:00:60:02 dev flannel.1 nud permanent',
      ]),
    );
    expect(of(flannel, 'pod1').fdb).toEqual([]);
    // a switch knows by which port its nodes are
    expect(of(planLab('demo', switchedNodes()(4), objectPath), 'switch').fdb).toEqual([
      'fdb replace 02:00:00:00:50:01 dev port1 master static',
      'fdb replace 02:00:00:00:50:02 dev port2 master static',
      'fdb replace 02:00:00:00:50:03 dev port3 master static',
    ]);
    const overlay = planLab('demo', overlayPair('redirect')(4), objectPath);
    expect(of(overlay, 'node2').links).toEqual([
      'link add name cilium_vxlan address 02:00:00:00:60:02 type vxlan external dstport 8472',
    ]);
  });

  it('makes tunnels of bare packets inside their namespaces, without a MAC address', () => {
    expect(of(planLab('x', grePair(6), objectPath), 'node2').links).toEqual([
      'link add name gre1 type ip6gre local fd00:192:168:50::2 remote fd00:192:168:50::1 encaplimit none',
    ]);
    const wireguard = planLab('x', wireguardPair(6), objectPath);
    expect(of(wireguard, 'node1').links).toEqual(['link add name cilium_wg0 type wireguard']);
    expect(wireguard.create.join()).not.toContain('wireguard');
  });

  it('gives a WireGuard device its peer, by standard input alone', () => {
    const plan = planLab('x', wireguardPair(6), objectPath);
    const { device, config } = of(plan, 'node1').wireguard!;
    expect(device).toBe('cilium_wg0');
    expect(config).toMatch(/^\[Interface\]\nPrivateKey = \S{44}\nListenPort = 51871\n\[Peer\]\n/);
    expect(config).toContain('\nEndpoint = [fd00:192:168:50::2]:51871\n');
    expect(config).toMatch(/\nAllowedIPs = fd00:10:244:2::\/64\n$/);
    expect(setWireguard({ device, config }).join(' ')).not.toContain('PrivateKey');
    expect(of(plan, 'pod1').wireguard).toBeNull();
  });

  it('does not make a device that every namespace has, but has the kernel load what has it', () => {
    const node = of(planLab('x', calicoIpipPair(4), objectPath), 'node1');
    expect(node.links).toEqual([
      'link add name another type ipip remote 127.0.0.2',
      'link del another',
    ]);
    expect(node.ip.filter((line) => line.includes('tunl0'))).toEqual([
      'link set tunl0 mtu 1480',
      'addr add 10.244.1.0/32 dev tunl0',
      'link set tunl0 up',
      'route add 10.244.2.0/24 via 192.168.50.2 dev tunl0 onlink',
    ]);
  });

  it('loads iptables rules by the program of their family, and only where there are some', () => {
    const rules = (family: 4 | 6) =>
      of(planLab('x', kubeProxyIptablesMode.topology(family), objectPath), 'node1').iptables!;
    expect(rules(4).argv[0]).toBe('iptables-restore');
    expect(rules(6).argv[0]).toBe('ip6tables-restore');
    expect(rules(4).rules).toContain('-j DNAT --to-destination 10.244.1.12:8080\n');
    expect(rules(6).rules).toContain('-j DNAT --to-destination [fd00:10:244:1::12]:8080\n');
    expect(rules(4).rules).toMatch(/^\*nat\n[\s\S]*\nCOMMIT\n$/);
    expect(of(fast, 'node1').iptables).toBeNull();
  });

  it('gives IPVS its servers, then the settings that come with it, and only where there are some', () => {
    const node = (family: 4 | 6) =>
      of(planLab('x', kubeProxyIpvsMode.topology(family), objectPath), 'node1');
    expect(node(4).ipvs).toEqual({
      argv: ['ipvsadm', '--restore'],
      servers: [
        '-A -t 10.96.0.50:8080 -s rr',
        '-a -t 10.96.0.50:8080 -r 10.244.1.12:8080 -m -w 1',
        '-A -u 10.96.0.50:8080 -s rr',
        '-a -u 10.96.0.50:8080 -r 10.244.1.12:8080 -m -w 1',
      ],
      sysctl: ['sysctl', '-qw', 'net.ipv4.vs.conntrack=1'],
    });
    expect(node(6).ipvs!.servers).toContain(
      '-a -u [fd00:10:96::50]:8080 -r [fd00:10:244:1::12]:8080 -m -w 1',
    );
    // what does not exist before IPVS does would be passed over in silence
    expect(node(4).sysctl!.join(' ')).not.toContain('net.ipv4.vs');
    expect(of(fast, 'node1').ipvs).toBeNull();
  });

  it('makes a dummy device that bears its addresses and stays down', () => {
    const plan = planLab('demo', kubeProxyIpvsMode.topology(4), objectPath);
    expect(plan.create.at(-1)).toBe(
      'link add name kube-ipvs0 netns cni-lab.demo.node1 address 02:00:00:00:96:01 type dummy',
    );
    const { ip } = of(plan, 'node1');
    expect(ip).toContain('addr add 10.96.0.50/32 dev kube-ipvs0');
    expect(ip).not.toContain('link set kube-ipvs0 up');
    expect(ip).toContain('link set veth1 up');
  });

  it('puts programs on the sockets of a place by a cgroup, and only where there are some', () => {
    const plan = planLab('demo', socketLb.topology(6), objectPath);
    expect(plan.cgroups).toEqual(['cni-lab.demo.pod1']);
    expect(of(plan, 'pod1').onSockets).toEqual([
      { object: '/opt/my programs/socket-lb.bpf.o', hooks: ['connect6'] },
    ]);
    expect(of(plan, 'pod2').onSockets).toEqual([]);
    expect(fast.cgroups).toEqual([]);
    expect(of(fast, 'pod1').onSockets).toEqual([]);
  });

  it('makes netkit pairs in the namespace of their primaries, and puts programs on those', () => {
    const plan = planLab('demo', netkitSameNode.topology(4), objectPath);
    expect(plan.create).toEqual([
      'netns add cni-lab.demo.node1',
      'netns add cni-lab.demo.pod1',
      'netns add cni-lab.demo.pod2',
    ]);
    // the kernel names each new peer anew: the one before has got another name by then
    expect(of(plan, 'node1').pairs).toEqual([
      'link add name lxc1 type netkit',
      'link set nk0 netns cni-lab.demo.pod1 name eth0',
      'link add name lxc2 type netkit',
      'link set nk0 netns cni-lab.demo.pod2 name eth0',
    ]);
    expect(of(plan, 'pod1').pairs).toEqual([]);
    const object = '/opt/my programs/redirect.bpf.o';
    expect(of(plan, 'node1').onNetkit).toEqual([
      { device: 'lxc1', object },
      { device: 'lxc2', object },
    ]);
    expect(of(plan, 'node1').tc).toEqual([]);
    expect(fast.namespaces.flatMap((n) => [...n.pairs, ...n.onNetkit])).toEqual([]);
  });

  it('makes nothing of a NIC that is lent, and sets it up like what is made', () => {
    const plan = planLab('demo', sriovPair(4), objectPath);
    expect(plan.create).toEqual([
      'netns add cni-lab.demo.node1',
      'netns add cni-lab.demo.pod1',
      'netns add cni-lab.demo.pod2',
    ]);
    expect(
      plan.nics.map(({ nic, functions }) => [nic, ...functions].map((d) => d.namespace)),
    ).toEqual([['node1', 'pod1', 'pod2']]);
    expect(of(plan, 'pod2').ip).toContain('addr add 10.244.1.12/24 dev eth0');
    expect(of(plan, 'node1').ip).toContain('link set eth0 up');
    expect(fast.nics).toEqual([]);
  });

  it('hands paths to the shell that attaches them as arguments, never as its text', () => {
    const argv = attachToCgroup('/a "$b".o', '/c g', ['connect4']);
    const text = argv[argv.indexOf('-c') + 1];
    expect(attachToCgroup('/x', '/y', []).at(argv.indexOf('-c') + 1)).toBe(text);
    expect(argv.slice(-4)).toEqual(['/run/cni-lab', '/a "$b".o', '/c g', 'connect4']);
  });

  it('sets what a new namespace would inherit from the machine', () => {
    expect(of(fast, 'node1').sysctl!.slice(0, 2)).toEqual(['sysctl', '-eqw']);
    expect(of(fast, 'node1').sysctl).toContain('net.ipv4.ip_forward=1');
    expect(of(fast, 'pod1').sysctl).toContain('net.ipv4.ip_forward=0');
    expect(of(bridged, 'node1').sysctl).toContain('net.ipv6.conf.all.forwarding=1');
  });

  it('asks for no settings where there are none: sysctl would refuse', () => {
    const pair = podPair()(4);
    const bare = { ...pair.namespaces.pod1!, sysctls: {} };
    const plan = planLab(
      'demo',
      { ...pair, namespaces: { ...pair.namespaces, pod1: bare } },
      objectPath,
    );
    expect(of(plan, 'pod1').sysctl).toBeNull();
  });

  it('takes the section that is said of an object', () => {
    const topology = podPair('redirect-peer')(4);
    const [first, second] = topology.programs;
    const own = { ...first!, object: '/some/own.o' as const, section: 'classifier' };
    const plan = planLab('demo', { ...topology, programs: [own, second!] }, (object) => object);
    expect(of(plan, 'node1').tc.filter((line) => line.startsWith('filter'))).toEqual([
      'filter add dev lxc1 ingress bpf direct-action object-file "/some/own.o" section classifier',
      'filter add dev lxc2 ingress bpf direct-action object-file "redirect-peer" section tc',
    ]);
    const onXdp = planLab('demo', { ...topology, programs: [{ ...own, hook: 'xdp' }] }, (o) => o);
    expect(of(onXdp, 'node1').xdp).toEqual([
      'link set dev lxc1 xdpdrv object-file "/some/own.o" section classifier',
    ]);
  });

  it.each(CATALOGUE)(
    'of $name has a plan for every namespace, and no line with a break',
    (datapath) => {
      for (const family of familiesOf(datapath)) {
        const topology = datapath.topology(family);
        const plan = planLab('x', topology, objectPath);
        expect(plan.namespaces.map((n) => n.place)).toEqual(Object.keys(topology.namespaces));
        const lines = [
          ...plan.create,
          ...plan.namespaces.flatMap((n) => [...n.pairs, ...n.links, ...n.ip, ...n.fdb, ...n.tc]),
        ];
        for (const line of lines) expect(line).toMatch(/^\S[^\n]*\S$/);
      }
    },
  );
});
