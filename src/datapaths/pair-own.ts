import { ipv4At, ipv6At, NO_MAC } from '../packets/address.ts';
import type { Device, Link } from './link.ts';
import { devices, passageOf, type Topology } from './topology.ts';

/** What a pair of pods has for itself in a topology, each as it stands there. */
export interface PairOwn {
  /** The two pods. */
  readonly places: readonly string[];
  /** Devices of the node: the other ends of the pods' own. */
  readonly hostSides: readonly string[];
  /** Without prefix length. What several devices bear alike is nobody's own. */
  readonly addresses: readonly string[];
  readonly macs: readonly string[];
}

export function ownOf(topology: Topology): PairOwn {
  const { from, to } = passageOf(topology);
  const places = [from, to];
  const isInPod = ({ namespace }: Device) => places.includes(namespace);
  const hostSides = topology.links.flatMap((link) => otherEnd(link, isInPod));
  const all = devices(topology);
  const own = all.filter((device) => isInPod(device) || hostSides.includes(device));
  const borneOnce = (of: (device: Device) => readonly string[]) =>
    own.flatMap(of).filter((one) => all.filter((device) => of(device).includes(one)).length === 1);
  return {
    places,
    hostSides: hostSides.map(({ name }) => name),
    addresses: borneOnce(({ addresses }) => addresses.map(bare)),
    macs: borneOnce(({ mac }) => [mac]).filter((mac) => mac !== NO_MAC),
  };
}

/** That of a pair of devices of which one is in a pod and the other is not. */
function otherEnd(link: Link, isInPod: (device: Device) => boolean): Device[] {
  if (link.kind !== 'veth' && link.kind !== 'netkit') return [];
  const outside = link.ends.filter((end) => !isInPod(end));
  return outside.length === 1 ? outside : [];
}

function bare(address: string): string {
  return address.split('/')[0]!;
}

/** As Linux has it: IFNAMSIZ without the NUL. */
const LONGEST_NAME = 15;

/** What stands for a pod's name, or its own, in pair k; the first pair keeps all. */
export function placeOfPair(place: string, k: number): string {
  return k === 1 ? place : `${place}-${k}`;
}

/**
 * What a pair's own is called in pair k, by what it is called in the first:
 *
 *   devices    `lxc1-7`, in 15 characters
 *   IPv4       from the upper half of the /16 that the first pair's address is in: 10.244.128.0 to 10.244.255.255
 *   IPv6       the same /64, then `0:0:k:1` and so on
 *   MAC        02:70:00, two bytes of k, one for the device
 */
export function namesInPair(own: PairOwn, k: number): Map<string, string> {
  if (k === 1) return new Map();
  const { hostSides, addresses, macs } = own;
  return new Map([
    ...hostSides.map((name, i): [string, string] => [name, deviceName(name, i, k)]),
    ...addresses.map((address, i): [string, string] => [
      address,
      address.includes(':')
        ? ipv6InPair(address, i, k)
        : ipv4InPair(address, (k - 2) * addresses.length + i),
    ]),
    ...macs.map((mac, i): [string, string] => [mac, macInPair(i, k)]),
  ]);
}

function deviceName(name: string, i: number, k: number): string {
  const whole = `${name}-${k}`;
  if (whole.length <= LONGEST_NAME) return whole;
  const end = `${i}-${k}`; // names that are as long may be told apart by their ends alone
  return `${name.slice(0, LONGEST_NAME - end.length)}${end}`;
}

function ipv4InPair(address: string, index: number): string {
  const [first = 0, second = 0] = address.split('.').map(Number);
  return ipv4At(Uint8Array.of(first, second, 128 + (index >> 8), index & 255), 0);
}

function ipv6InPair(address: string, i: number, k: number): string {
  const [head = '', tail = ''] = address.split('::');
  const groups = [head, tail].map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - groups.flat().length }, () => '0');
  const whole = [...groups[0]!, ...zeros, ...groups[1]!].slice(0, 4);
  const bytes = [...whole.map((group) => Number.parseInt(group, 16)), 0, 0, k, i + 1].flatMap(
    (group) => [group >> 8, group & 255],
  );
  return ipv6At(Uint8Array.from(bytes), 0);
}

function macInPair(i: number, k: number): string {
  return [0x02, 0x70, 0, k >> 8, k & 255, i]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(':');
}
