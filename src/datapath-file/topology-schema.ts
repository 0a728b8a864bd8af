import type {
  Command,
  Daemon,
  Device,
  Incident,
  Ipvs,
  Link,
  Namespace,
  Neighbour,
  OvsDatapath,
  OwnObject,
  Passage,
  Program,
  Route,
  Service,
  SocketProgram,
  TapPoint,
  Topology,
  TunnelEnd,
  Wireguard,
} from '../datapaths/topology.ts';
import {
  byName,
  type Covers,
  fieldsOf,
  list,
  maybe,
  meaning,
  named,
  textLike,
  wordsOf,
} from '../schema/shape.ts';
import * as z from '../schema/zod.ts';

/** Which family a topology is of stands before it in a file. */
export type FamilyTopology = Omit<Topology, 'family'>;

const text = z.string();
/** What goes into a line for `ip`, `tc` and their like may not begin another. */
const oneLine = textLike(/^[^\n\r]*$/, 'text on one line');
const placeName = textLike(/^[a-z][a-z0-9-]*$/, 'the name of a namespace, such as pod1');
const deviceName = textLike(/^[^\s/:"]{1,15}$/, 'the name of a device: at most 15 characters');
const mac = textLike(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'a MAC address, such as 02:00:00:00:01:01');
const address = textLike(/^[0-9a-f.:]+$/, 'an IP address');
const withLength = textLike(/^[0-9a-f.:]+\/\d{1,3}$/, 'an address with prefix length: 10.0.0.1/24');
const sysctls = byName(z.number());
const argv = z.tuple([text], text);

/** A BPF object of ours by its name, or one of the user's by its path. */
function objectOf<T extends Program['object'] | SocketProgram['object']>(
  ours: Readonly<Record<Exclude<T, OwnObject>, string>>,
) {
  const error = `${Object.keys(ours).join(', ')}, or the path of a BPF object (NAME.o) from this file`;
  return meaning(
    error,
    z.union([wordsOf<Exclude<T, OwnObject>>(ours), z.templateLiteral([z.string(), '.o'])], {
      error,
    }),
  );
}

const device = named(
  'Device',
  fieldsOf<Device>()({
    namespace: placeName,
    name: deviceName,
    mac: meaning('its MAC address; 00:00:00:00:00:00 for a device without', mac),
    addresses: list(withLength),
    master: maybe(meaning('the bridge or bond that it is a port of', deviceName)),
    mtu: maybe(z.int()),
    wholeChecksums: maybe(
      meaning('what leaves it bears whole checksums, as on a wire', z.boolean()),
    ),
    isDown: maybe(meaning('left down: no packet passes it', z.boolean())),
    isFallback: maybe(
      meaning('as tunl0: every namespace has it, once the kernel knows its type', z.boolean()),
    ),
    isPromiscuous: maybe(meaning('takes in frames that are for others, too', z.boolean())),
    hairpin: maybe(
      meaning('a port of a bridge that may send a frame back where it came from', z.boolean()),
    ),
  }),
);

const ends = z.tuple([device, device]);

const link = z.discriminatedUnion('kind', [
  fieldsOf<Extract<Link, { kind: 'veth' }>>()({ kind: z.literal('veth'), ends }),
  fieldsOf<Extract<Link, { kind: 'netkit' }>>()({
    kind: z.literal('netkit'),
    ends: meaning('the primary, which programs are put on, and its peer', ends),
  }),
  fieldsOf<Extract<Link, { kind: 'sriov' }>>()({
    kind: z.literal('sriov'),
    ends: meaning(
      'a NIC that the machine lends to the lab, then its virtual functions, by number',
      z.tuple([device], device),
    ),
  }),
  fieldsOf<Extract<Link, { kind: 'nic' }>>()({ kind: z.literal('nic'), device }),
  fieldsOf<Extract<Link, { kind: 'made' }>>()({
    kind: z.literal('made'),
    device,
    by: meaning(
      'the daemon that makes it, in its own namespace',
      z.strictObject({ namespace: placeName, name: text }),
    ),
    as: meaning('what the daemon calls it; it is handed over under its own name', deviceName),
  }),
  fieldsOf<Extract<Link, { kind: 'device' }>>()({
    kind: z.literal('device'),
    type: meaning(
      'as `ip link add type` has it: bridge, vxlan, macvlan; or tun',
      textLike(/^[\w-]+$/, 'a type'),
    ),
    device,
    lower: maybe(
      meaning(
        'the device below it, in whose namespace it is made',
        z.strictObject({ namespace: placeName, name: deviceName }),
      ),
    ),
    options: maybe(meaning('what follows the type: mode bridge', oneLine)),
  }),
]);

const route = fieldsOf<Route>()({
  to: meaning('default, an address or a prefix', oneLine),
  via: maybe(address),
  device: deviceName,
  onlink: maybe(meaning("the next hop is there, whatever the device's addresses are", z.boolean())),
});

const neighbour = fieldsOf<Neighbour>()({ address, mac, device: deviceName });

const tunnelEnd = fieldsOf<TunnelEnd>()({
  mac,
  device: deviceName,
  remote: maybe(
    meaning("the node at the tunnel's other end; none where the device is a port", address),
  ),
});

const ipvs = fieldsOf<Ipvs>()({
  servers: meaning('lines for ipvsadm --restore', list(oneLine)),
  sysctls,
});

const wireguard = fieldsOf<Wireguard>()({
  device: deviceName,
  config: meaning('keys and peers, as wg setconf reads them', text),
});

const openvswitch = fieldsOf<OvsDatapath>()({
  name: deviceName,
  ports: meaning('devices that are its ports: 1, 2, ...', z.array(deviceName)),
  flows: meaning(
    'as ovs-dpctl add-flow has them',
    z.array(z.strictObject({ match: oneLine, actions: oneLine })),
  ),
});

const namespace = named(
  'Namespace',
  fieldsOf<Namespace>()({
    role: wordsOf<Namespace['role']>({
      node: 'a node of the cluster',
      pod: 'a pod',
      network: 'a switch or router between the nodes',
    }),
    node: maybe(meaning('the node that a pod is on', placeName)),
    sysctls,
    routes: list(route),
    neighbours: meaning('permanent, in place of ARP or neighbour discovery', list(neighbour)),
    fdb: maybe(
      meaning(
        'which tunnel end, or by which port of a bridge, a frame for a MAC address goes to',
        z.array(tunnelEnd),
      ),
    ),
    nftables: maybe(meaning('an nftables rule set, loaded as it stands', text)),
    iptables: maybe(meaning('rules for iptables-restore, ip6tables-restore over IPv6', text)),
    ipvs: maybe(ipvs),
    wireguard: maybe(wireguard),
    openvswitch: maybe(meaning('a datapath of Open vSwitch in the kernel', openvswitch)),
  }),
);

const program = fieldsOf<Program>()({
  namespace: placeName,
  device: deviceName,
  hook: wordsOf<Program['hook']>({
    ingress: 'of tc',
    egress: 'of tc',
    'netkit peer': 'of a netkit primary, for what its peer sends',
    xdp: "in the device's driver",
    'xdp generic': 'in the stack, for drivers that cannot',
  }),
  object: objectOf<Program['object']>({
    redirect: '',
    'redirect-peer': '',
    'bare-peer': '',
    'slow-then-peer': '',
    'service-lb': '',
    encap: '',
    'policy-drop': '',
    'xdp-drop': '',
    'xdp-lb': '',
    'xdp-pass': '',
    'xdp-redirect': '',
  }),
  section: maybe(
    meaning(
      'of an object of your own: the section with its program; without it, that of the hook (tc, xdp) or the only one',
      oneLine,
    ),
  ),
  program: maybe(
    meaning('its function; in an object of your own that is read from there', oneLine),
  ),
});

const socketProgram = fieldsOf<SocketProgram>()({
  namespace: placeName,
  hooks: z.array(
    wordsOf<SocketProgram['hooks'][number]>({
      ...{ connect4: '', connect6: '' },
      ...{ sendmsg4: '', sendmsg6: '', recvmsg4: '', recvmsg6: '' },
    }),
  ),
  object: objectOf<SocketProgram['object']>({ 'socket-lb': '' }),
});

const service = fieldsOf<Service>()({ namespace: placeName, port: z.int() });

const daemon = fieldsOf<Daemon>()({
  namespace: placeName,
  name: textLike(/^[\w-]+$/, 'a name of letters, digits and hyphens'),
  argv: meaning(
    '{dir} in it, its variables and its files stands for its folder; {dist}/NAME is a program of ours',
    argv,
  ),
  env: maybe(meaning('environment variables of its own', z.record(text, text))),
  files: maybe(meaning('files in its folder, by name', z.record(text, text))),
  ready: meaning('a command that succeeds once it does its work', argv),
  routes: maybe(
    meaning('of a routing daemon: prints its routes, as birdc show route all does', argv),
  ),
  ports: maybe(
    meaning(
      'of one on DPDK: the taps on the other sides of its ports, by their numbers; its telemetry is asked what they carried',
      z.array(text),
    ),
  ),
});

const command = fieldsOf<Command>()({ namespace: placeName, argv });

const incident = fieldsOf<Incident>()({
  act: meaning('what is done', command),
  effect: meaning('succeeds once it has taken effect: only then the probe goes on', command),
});

const tap = fieldsOf<TapPoint>()({
  name: textLike(/^[a-z0-9-]+\/[\w.-]+$/, "a tap's name, such as pod1/eth0"),
  namespace: placeName,
  device: deviceName,
  canary: maybe(
    meaning(
      'from where to where a ping must pass here: needed where the probe leaves nothing',
      z.strictObject({
        from: placeName,
        to: placeName,
        device: maybe(meaning('the device at the target whose address is asked', deviceName)),
      }),
    ),
  ),
});

const passage = fieldsOf<Passage>()({
  from: placeName,
  to: placeName,
  service: maybe(meaning("the address that is asked in place of the target's own", address)),
  device: maybe(
    meaning(
      'the device at either end whose addresses are used; without it, the first with any',
      deviceName,
    ),
  ),
  unconnected: maybe(
    meaning('UDP is sent by a socket that is connected to nobody, as by sendto()', z.boolean()),
  ),
  outsideCgroup: maybe(
    meaning("who asks is outside its place's cgroup, and programs on that", z.boolean()),
  ),
});

/** A lab, as a file has it. */
export const topologySchema = named(
  'Topology',
  fieldsOf<FamilyTopology>()({
    namespaces: meaning(
      'nodes, pods, and what is between the nodes',
      z.record(placeName, namespace),
    ),
    links: z.array(link),
    programs: list(program),
    socketPrograms: maybe(z.array(socketProgram)),
    services: meaning('servers that answer UDP and TCP probes', list(service)),
    conditions: maybe(
      meaning('commands that must succeed before the lab is probed', z.array(command)),
    ),
    incident: maybe(
      meaning('what happens in the midst of the probe: after its first answer', incident),
    ),
    daemons: maybe(
      meaning('what else runs in its places, until the lab is removed', z.array(daemon)),
    ),
    taps: meaning('capture points, in the order in which a request passes them', z.array(tap)),
    probe: maybe(meaning('who sends the probe to whom; without it, pod1 to pod2', passage)),
  }),
);

true satisfies Covers<FamilyTopology, typeof topologySchema>;
