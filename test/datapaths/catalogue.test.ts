import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CATALOGUE,
  claims,
  FLAGSHIP,
  findDatapath,
  selectDatapaths,
} from '../../src/datapaths/catalogue.ts';
import { askedIn, claimOf, familiesOf, probesOf } from '../../src/datapaths/datapath.ts';
import type { Device } from '../../src/datapaths/link.ts';
import { WEB } from '../../src/datapaths/topologies/service.ts';
import {
  addressOf,
  devices,
  passageOf,
  podsOf,
  type TapPoint,
  type Topology,
} from '../../src/datapaths/topology.ts';
import { NO_MAC } from '../../src/packets/address.ts';
import { LEGS } from '../../src/verdict/join-key.ts';
import { looksOf } from '../../src/verdict/signature.ts';
import { startOf, wayOf } from '../../src/verdict/way.ts';
import { tapMac } from '../support/tap-mac.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const HOOK_NAMES = {
  ...{ ingress: 'tc ingress', egress: 'tc egress' },
  ...{ 'netkit peer': 'netkit peer', xdp: 'xdp', 'xdp generic': 'xdp generic' },
};
const BPF = new URL('../../bpf/', import.meta.url);
/** Locally administered, and of one device: second digit 2, 6, a or e. */
const LOCAL_UNICAST = /^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/;

it('has each name once, as system/what', () => {
  const names = CATALOGUE.map((d) => d.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z-]+\/[a-z0-9-]+$/);
  expect(names).toContain(FLAGSHIP.name);
  expect(FLAGSHIP.name).toBe('cilium/same-node');
});

/** Tunnels of packets, not of frames. */
const BARE = ['gre', 'ip6gre', 'ipip', 'ip6tnl', 'wireguard'];
const bare = ({ links }: Topology) =>
  links.flatMap((l) => {
    if (l.kind === 'netkit') return l.ends;
    if (l.kind !== 'device') return [];
    return BARE.includes(l.type) || l.options === 'mode tun' ? [l.device] : [];
  });

describe.each(CATALOGUE)('$name', (datapath) => {
  const topologies = familiesOf(datapath).map((family) => ({
    family,
    topology: datapath.topology(family),
  }));

  it('has a control that looks otherwise', () => {
    const control = findDatapath(datapath.control);
    expect(control.name).not.toBe(datapath.name);
    expect(control.signature).not.toEqual(datapath.signature);
  });

  it.each(topologies)(
    'has a signature of the very taps of its topology, IPv$family',
    ({ topology }) => {
      expect(Object.keys(datapath.signature)).toEqual(topology.taps.map((tap) => tap.name));
      expect(Object.keys(datapath.why)).toEqual(topology.taps.map((tap) => tap.name));
    },
  );

  it.each(topologies)(
    'has a device for every tap, master and route, IPv$family',
    ({ topology }) => {
      const all = devices(topology);
      const names = (namespace: string) =>
        all.filter((d) => d.namespace === namespace).map((d) => d.name);
      const without = bare(topology);
      const isBare = ({ namespace, device }: TapPoint) =>
        without.some((d) => d.namespace === namespace && d.name === device);
      for (const tap of topology.taps) {
        if (tap.device === 'lo') continue; // every namespace has it
        expect(names(tap.namespace)).toContain(tap.device);
        const mac = isBare(tap) ? NO_MAC : expect.stringMatching(LOCAL_UNICAST);
        expect(tapMac(topology, tap)).toEqual(mac);
      }
      for (const { namespace, master } of all) {
        if (master) expect(names(namespace)).toContain(master);
      }
      for (const [namespace, { routes, neighbours, fdb }] of Object.entries(topology.namespaces)) {
        for (const { device } of [...routes, ...neighbours, ...(fdb ?? [])]) {
          expect(names(namespace)).toContain(device);
        }
      }
      for (const { namespace, device } of topology.programs) {
        expect(names(namespace)).toContain(device);
      }
      // who is alone with its pod on a link may be called as others are on theirs
      const alone = topology.links.flatMap((l) => {
        if (l.kind !== 'veth' || l.ends.some((end) => end.master)) return [];
        return podsOf(topology).includes(l.ends[1].namespace) ? l.ends[0] : [];
      });
      // what is made over another device may bear its MAC address
      const over = topology.links.flatMap((l) => ('lower' in l && l.lower ? [l] : []));
      const macOf = ({ namespace, name }: { namespace: string; name: string }) =>
        tapMac(topology, { name, namespace, device: name });
      const shares = (d: Device) =>
        over.some(({ device, lower }) => device === d && macOf(lower!) === d.mac);
      const own = all.filter((d) => !shares(d));
      const others = own.filter((d) => !alone.includes(d));
      const macs = [...others, ...alone].map((d) => d.mac).filter((mac) => mac !== NO_MAC);
      const shared = macs.filter((mac, i) => macs.indexOf(mac) !== i);
      for (const { mac } of others) expect(shared).not.toContain(mac);
      for (const name of names('node1')) expect(name.length).toBeLessThan(16); // IFNAMSIZ
    },
  );

  it.each(topologies)('lives in namespaces that are there, IPv$family', ({ topology }) => {
    const places = Object.keys(topology.namespaces);
    for (const { namespace } of [...devices(topology), ...topology.taps, ...topology.services]) {
      expect(places).toContain(namespace);
    }
    const pods = podsOf(topology);
    expect(pods).toEqual(pods.map((_, i) => `pod${i + 1}`));
    expect(pods).toEqual(expect.arrayContaining(['pod1', 'pod2', ...(datapath.backends ?? [])]));
    for (const pod of podsOf(topology)) {
      expect(topology.namespaces[topology.namespaces[pod]!.node!]!.role).toBe('node');
    }
  });

  it.each(topologies)(
    'has pods with addresses of the family that is asked for, IPv$family',
    ({ family, topology }) => {
      expect(topology.family).toBe(family);
      const addresses = podsOf(topology).map((pod) => addressOf(topology, pod));
      expect(new Set(addresses).size).toBe(podsOf(topology).length);
      for (const address of addresses) expect(address.includes(':')).toBe(family === 6);
      for (const { addresses } of devices(topology)) {
        for (const address of addresses) expect(address).toMatch(/\/\d+$/);
      }
      expect(() => addressOf(topology, 'pod9')).toThrow('pod9 has no address');
    },
  );

  it.each(topologies)(
    'has a canary wherever the probe leaves nothing, IPv$family',
    ({ family, topology }) => {
      const { signature, others = [] } = claimOf(datapath, family);
      for (const { name, canary } of topology.taps) {
        const silent = [signature, ...others].some((ways) =>
          LEGS.every((leg) => looksOf(ways[name]![leg]).length === 0),
        );
        expect(canary !== undefined).toBe(silent);
        if (canary) {
          expect(topology.namespaces).toHaveProperty(canary.from);
          expect(topology.namespaces).toHaveProperty(canary.to);
        }
      }
    },
  );

  it('overlooks no tap that it asks something of', () => {
    for (const tap of datapath.overlooked ?? []) {
      expect(tap).toMatch(/^node\d\/cni0$/);
      expect(Object.keys(datapath.signature)).not.toContain(tap);
    }
    expect(claimOf(datapath, 4).overlooked).toEqual(datapath.overlooked);
  });

  it('asks for source MAC addresses of taps that it has', () => {
    for (const legs of Object.values(datapath.signature)) {
      for (const leg of LEGS) {
        for (const { sourceMac } of looksOf(legs[leg])) {
          if (sourceMac) expect(Object.keys(datapath.signature)).toContain(sourceMac);
        }
      }
    }
  });

  it.each(topologies)('starts and ends where its probe does, IPv$family', ({ topology }) => {
    const { from, to, service, device: named } = passageOf(topology);
    const isWithin = from === to && service === undefined;
    const device = named ?? (isWithin ? 'lo' : 'eth0');
    const [asking, answering] = LEGS.map((leg) => startOf(datapath.signature, leg)!);
    // on lo what is sent is only seen as it comes back in
    const asFirst = { which: 'all', direction: device === 'lo' ? 'in' : 'out', ttl: 0 };
    // a node that asks its own pod has no device before the pod's host side
    const isOwn = topology.namespaces[to]!.node === from;
    const start = isOwn ? 'pod1/lxc' : `${from}/${device}`;
    expect(asking).toMatchObject({ tap: start, seen: asFirst });
    const isSilent = wayOf(datapath.signature, 'reply').every(({ seen }) => seen === null);
    expect(answering).toMatchObject({ tap: `${to}/${device}`, seen: isSilent ? null : asFirst });
    expect(topology.services.map((s) => s.namespace)).toEqual([to, ...(datapath.backends ?? [])]);
    expect(addressOf(topology, from).includes(':')).toBe(topology.family === 6);
  });

  it('brings the asking one a reply that it takes, but where none must come', () => {
    const asking = startOf(datapath.signature, 'request');
    const back = wayOf(datapath.signature, 'reply').findLast((stop) => stop.seen !== null);
    // a socket takes a reply from whom it asked, and no other
    const asked = asking!.seen!.addresses?.destination ?? 'to';
    const isTaken = back?.tap === asking!.tap && (back.seen!.addresses?.source ?? 'to') === asked;
    expect(isTaken).toBe(datapath.answered !== 'none');
    expect(claimOf(datapath, 4).answered).toBe(datapath.answered);
  });

  it.each(topologies)('has a service if its packets bear one, IPv$family', ({ topology }) => {
    const { service } = passageOf(topology);
    const bearsOne = JSON.stringify(datapath.signature).includes('"service"');
    const byPrograms = topology.programs.some((p) => p.object.endsWith('-lb'));
    const onSockets = topology.socketPrograms !== undefined;
    expect(service !== undefined).toBe(bearsOne || onSockets);
    expect(byPrograms && onSockets).toBe(false);
    const { asked } = claimOf(datapath, topology.family);
    expect(asked).toBe(askedIn(passageOf(topology)));
    expect(asked === 'own').toBe(service === undefined);
    if (!service) return;
    expect(service.includes(':')).toBe(topology.family === 6);
    expect(probesOf(datapath)).not.toContain('ping');
    const { iptables, nftables, ipvs } = topology.namespaces.node1!;
    const rules = [iptables, nftables, ...(ipvs?.servers ?? [])].join('\n');
    const byRules = !onSockets && !byPrograms;
    const onNode = rules.includes('--dst-type LOCAL');
    expect(rules.includes(service) || onNode).toBe(byRules);
    // IPVS translates what is delivered on the node
    const bearers = devices(topology).filter((d) =>
      d.addresses.some((a) => a.split('/')[0] === service),
    );
    expect(bearers.map((d) => d.name)).toEqual(ipvs ? ['kube-ipvs0'] : onNode ? ['eth0'] : []);
    expect(datapath.kubeProxy !== undefined).toBe(byRules);
    if (!byRules) return;
    // a proxy knows the pod where the rules do not
    const argvs = (topology.daemons ?? []).flatMap((daemon) => daemon.argv);
    expect([rules, ...argvs].join('\n')).toContain(addressOf(topology, passageOf(topology).to));
  });

  it('can be probed, each way once', () => {
    const kinds = probesOf(datapath);
    expect(kinds.length).toBeGreaterThan(0);
    expect(new Set(kinds).size).toBe(kinds.length);
    if (!datapath.probes) expect(kinds).toEqual(['ping', 'udp', 'tcp']);
  });

  it('claims of a cluster only what it can be asked there', () => {
    const { programs } = claimOf(datapath, 4, 'live').witnesses;
    for (const { tap, attached } of programs) {
      expect(tap).toMatch(/^pod[12]\/lxc$/);
      expect(Object.keys(datapath.signature)).toContain(tap);
      const program = datapath.name.startsWith('cilium/') ? 'cil_from_container' : 'redirect';
      const hook = datapath.name.startsWith('cilium/netkit-') ? 'netkit peer' : 'tc ingress';
      expect(attached).toEqual([`${program} on ${hook}`]);
    }
    const hasPrograms = /^(cilium\/|linux\/plain-redirect)/.test(datapath.name);
    expect(programs.length > 0).toBe(hasPrograms);
  });

  it.each(topologies)(
    'has its daemons where they can run, and hears those that it expects to have learned, IPv$family',
    ({ family, topology }) => {
      const daemons = topology.daemons ?? [];
      const speakers = daemons.filter((d) => d.routes).map((d) => d.namespace);
      for (const { namespace, argv, routes } of daemons) {
        expect(topology.namespaces).toHaveProperty([namespace]);
        // what is of the lab's own needs no tool beside
        if (!argv[0].startsWith('{dist}/')) expect(datapath.tools).toContain(argv[0]);
        if (routes) expect(datapath.tools).toContain(routes[0]);
      }
      expect(new Set(daemons.map((d) => `${d.namespace} ${d.name}`)).size).toBe(daemons.length);
      const { routes = [] } = claimOf(datapath, family).witnesses;
      for (const { place, learned } of routes) {
        expect(speakers).toContain(place);
        expect(learned).not.toEqual([]);
        const isOfFamily = (route: string) => route.includes(':') === (family === 6);
        expect(learned!.every(isOfFamily)).toBe(true);
      }
    },
  );

  it('tells its story with a source for every sentence', () => {
    expect(datapath.story.length).toBeGreaterThan(1);
    for (const { text, source } of datapath.story) {
      expect(text).toMatch(/\w.*\.$/);
      expect(source.trim()).not.toBe('');
    }
    expect(datapath.title).toMatch(/\S/);
    expect(datapath.proof).toMatch(/^[a-z].*[^.]$/);
  });

  it.each(topologies)(
    'runs programs that there are, and claims them, IPv$family',
    ({ family, topology }) => {
      const sources = readdirSync(BPF);
      for (const { object } of topology.programs) expect(sources).toContain(`${object}.bpf.c`);
      const { programs, conntrack } = claimOf(datapath, family).witnesses;
      const claimed = programs.flatMap((p) => p.attached);
      const tapped = ({ namespace, device }: { namespace: string; device: string }) =>
        topology.taps.some((t) => t.namespace === namespace && t.device === device);
      const attached = topology.programs
        .filter(tapped)
        .map(({ object, hook }) => [object.replaceAll('-', '_'), 'on', HOOK_NAMES[hook]].join(' '));
      expect(claimed.sort()).toEqual(attached.sort());
      expect(conntrack).toBe(datapath.conntrack);
    },
  );
});

describe('the program on sockets', () => {
  const source = readFileSync(new URL('socket-lb.bpf.c', BPF), 'utf8');
  const service = readFileSync(new URL('lib/service.h', BPF), 'utf8');

  it('is on the asking pod, on the hooks of its family, which its object has', () => {
    const topologies = CATALOGUE.flatMap((d) => familiesOf(d).map((family) => d.topology(family)));
    const onSockets = topologies.filter((t) => t.socketPrograms);
    expect(onSockets.length).toBeGreaterThan(0);
    for (const topology of onSockets) {
      const { namespace, object, hooks } = topology.socketPrograms![0]!;
      const { from, unconnected } = passageOf(topology);
      expect(namespace).toBe(from);
      expect(readdirSync(BPF)).toContain(`${object}.bpf.c`);
      const calls = ['connect', ...(unconnected ? ['sendmsg', 'recvmsg'] : [])];
      expect(hooks).toEqual(calls.map((call) => `${call}${topology.family}`));
      for (const hook of hooks) {
        expect(source).toContain(`SEC("cgroup/${hook}")\nint cgroup_${hook}(`);
      }
    }
  });

  it('knows the service and the pod behind it, as the one that translates packets does', () => {
    for (const object of ['socket-lb', 'service-lb']) {
      const program = readFileSync(new URL(`${object}.bpf.c`, BPF), 'utf8');
      expect(program).toContain('#include "lib/service.h"');
    }
    const [v4, v6] = [WEB[4], WEB[6]];
    expect(v4.port).toBe(v6.port);
    expect(define('PORT')).toBe(String(v4.port));
    expect(define('SERVICE4')).toBe(`IP4(${v4.address.replaceAll('.', ', ')})`);
    expect(define('BACKEND4')).toBe(`IP4(${v4.backend.replaceAll('.', ', ')})`);
    expect([words('SERVICE6'), words('BACKEND6')]).toEqual([
      groups(v6.address),
      groups(v6.backend),
    ]);
  });

  const define = (name: string) => new RegExp(`^#define ${name} (.*)$`, 'm').exec(service)?.[1];

  /** The address as the program compares and writes it: its first word, second, zeros, and last. */
  const words = (name: string) =>
    ['FIRST', name, null, `${name}_LAST`].flatMap((part) =>
      part === null ? [0, 0] : /^WORD\((\w+), (\w+)\)$/.exec(define(part)!)!.slice(1).map(Number),
    );

  /** The eight groups of an address. */
  const groups = (address: string) => {
    const [head, tail] = address.split('::').map((half) => half.split(':'));
    const zeros = Array<string>(8 - head!.length - tail!.length).fill('0');
    return [...head!, ...zeros, ...tail!].map((group) => parseInt(group, 16));
  };
});

describe('finding a datapath', () => {
  it('goes by its name', () => {
    for (const datapath of CATALOGUE) {
      expect(findDatapath(datapath.name)).toBe(datapath);
      expect(selectDatapaths(datapath.name)).toEqual([datapath]);
    }
  });

  it('tells the nearest names if there is none', () => {
    const error = labErrorOf(() => findDatapath('cillium/same-nod'));
    expect(error).toMatchObject({ code: 'E_UNKNOWN_DATAPATH', exitCode: 2, mend: 'cni-lab list' });
    expect(error.why).toMatch(/^the nearest are cilium\/same-node,/);
  });

  it.each([
    ['kindnet/*', ['kindnet/cross-node', 'kindnet/same-node']],
    ['*', CATALOGUE.map((d) => d.name)],
    ['cilium/same-node*', ['cilium/same-node', 'cilium/same-node-legacy']],
    ['linux/bridg?', ['linux/bridge']],
  ])('goes by the glob %s', (glob, names) => {
    expect(selectDatapaths(glob).map((d) => d.name)).toEqual(names);
  });

  it.each(['*q', 'linux/.*', 'bridge?', '?', '(*', 'cilium/same.node?'])(
    'finds nothing for %s',
    (glob) => {
      expect(labErrorOf(() => selectDatapaths(glob)).code).toBe('E_UNKNOWN_DATAPATH');
    },
  );

  it('gives the claims of all of them by name', () => {
    expect([...claims(4).keys()]).toEqual(CATALOGUE.map((d) => d.name));
    expect(claims(6).get('linux/bridge')).toEqual(claimOf(findDatapath('linux/bridge'), 6));
  });
});
