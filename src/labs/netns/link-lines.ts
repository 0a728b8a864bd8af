import { type Device, hasMac, type Link } from '../../datapaths/link.ts';
import { devices, type Topology } from '../../datapaths/topology.ts';

// Lines for `ip -batch -` that make, move, name and set up the devices of a topology.

/** The name of a place's network namespace. */
export type NameAt = (place: string) => string;

type Made = Link & { kind: 'device' };

/** Beyond those of the devices that a kernel makes of its own accord in a new network namespace. */
const FIRST_IFINDEX = 100;

/**
 * Unlike in all of a lab. A device whose ifindex is also that of its other end or lower device, as two first
 * devices of two namespaces have, gets its carrier up to a second late: to linkwatch (net/core/link_watch.c,
 * linkwatch_urgent_event) its news are not urgent, and a macvlan device on it drops all it is given till then.
 */
function ifindexOf(device: Device, topology: Topology): number {
  return FIRST_IFINDEX + devices(topology).indexOf(device);
}

/** Devices that can be made in their own namespaces at once: pairs, and what needs nothing that is made elsewhere. */
export function firstLines(topology: Topology, at: NameAt): string[] {
  const end = (d: Device) => `name ${d.name} netns ${at(d.namespace)} address ${d.mac}`;
  return topology.links.flatMap((link) => {
    if (link.kind === 'veth') {
      const [one, other] = link.ends.map((d) => `${end(d)} index ${ifindexOf(d, topology)}`);
      return `link add ${one} type veth peer ${other}`;
    }
    return isPlain(link) ? `link add ${end(link.device)} type ${link.type}` : [];
  });
}

/** Devices that are made in a place, of which some go to others. */
export function linesMadeIn(place: string, topology: Topology, at: NameAt): string[] {
  return topology.links.flatMap((link) =>
    link.kind === 'device' && !isPlain(link) && madeIn(link) === place
      ? madeLines(link, topology, at)
      : [],
  );
}

/**
 * Nothing is said of the mode and of the other end's name, so that an iproute2 that knows nothing of
 * netkit (Debian 12's 6.1) makes it as well: what comes is in L3 mode, its other end named by the kernel.
 */
export function netkitLines([primary, peer]: readonly [Device, Device], at: NameAt): string[] {
  return [
    `link add name ${primary.name} type netkit`,
    `link set nk0 netns ${at(peer.namespace)} name ${peer.name}`,
  ];
}

/** Whether it does not matter where it is made. */
function isPlain(link: Link): link is Made {
  if (link.kind !== 'device' || link.lower || link.options) return false;
  return hasMac(link.device) && !link.device.isFallback; // what has none is the end of a tunnel
}

/** A tunnel's outer packets are sent and received where it was made. */
function madeIn({ device, lower }: Made): string {
  return lower?.namespace ?? device.namespace;
}

function madeLines(link: Made, topology: Topology, at: NameAt): string[] {
  if (link.device.isFallback) return knownLines(link);
  return link.type === 'tun'
    ? tuntapLines(link)
    : [madeLine(link, bornAs(link, topology), topology, at)];
}

/** To make another of its type is what has the kernel load what knows it, and with that comes the device. */
function knownLines({ type }: Made): string[] {
  return [`link add name another type ${type} remote 127.0.0.2`, 'link del another'];
}

/** TUN and TAP devices are not made as links are. */
function tuntapLines({ device, options }: Made): string[] {
  const { name, mac } = device;
  return [
    `tuntap add dev ${name}${options ? ` ${options}` : ''}`,
    ...(hasMac(device) ? [`link set ${name} address ${mac}`] : []),
  ];
}

/**
 * The name that it is made by. Older kernels (6.12 does, 6.18 does not) look for that of a device which is for another
 * namespace where it is made, too: what is there already under that name is in its way.
 */
function bornAs(link: Made, topology: Topology): string {
  const { namespace, name } = link.device;
  const place = madeIn(link);
  const isTaken = devices(topology).some((d) => d.namespace === place && d.name === name);
  return place !== namespace && isTaken ? `${name}.${namespace}` : name;
}

export function renameLines(link: Link, place: string, topology: Topology): string[] {
  if (link.kind !== 'device' || isPlain(link) || link.device.namespace !== place) return [];
  const name = bornAs(link, topology);
  return name === link.device.name ? [] : [`link set ${name} name ${link.device.name}`];
}

function madeLine(link: Made, name: string, topology: Topology, at: NameAt): string {
  const { device, lower, type, options } = link;
  return [
    'link add',
    ...(lower ? [`link ${lower.name} index ${ifindexOf(device, topology)}`] : []),
    `name ${name}`,
    ...(madeIn(link) === device.namespace ? [] : [`netns ${at(device.namespace)}`]),
    // tunnels without Ethernet have addresses of another kind, which come by their options
    ...(hasMac(device) ? [`address ${device.mac}`] : []),
    `type ${type}`,
    ...(options ? [options] : []),
  ].join(' ');
}

export function handOver({ device, as }: Link & { kind: 'made' }, at: NameAt): string {
  const { namespace, name, mac } = device;
  return `link set ${as} netns ${at(namespace)} name ${name} address ${mac}`;
}

export function deviceLines(device: Device): string[] {
  const { name } = device;
  return [
    // no link-local address of its own accord: its discovery traffic would only be noise
    ...(device.isFallback ? [] : [`link set ${name} addrgenmode none`]),
    ...(device.mtu ? [`link set ${name} mtu ${device.mtu}`] : []),
    ...(device.master ? [`link set ${name} master ${device.master}`] : []),
    ...(device.hairpin ? [`link set ${name} type bridge_slave hairpin on`] : []),
    ...(device.isPromiscuous ? [`link set ${name} promisc on`] : []),
    ...device.addresses.map((a) => `addr add ${a} dev ${name}${a.includes(':') ? ' nodad' : ''}`),
    ...(device.isDown ? [] : [`link set ${name} up`]),
  ];
}
