import { at, booleanAt, integerAt, listAt, parseJson, textAt } from '../cni/json.ts';
import { type Tunnel, tunnelOf } from './tunnel.ts';

/** A device as `ip -j -d -s addr` shows it. */
export interface DeviceFacts {
  readonly name: string;
  readonly ifindex: number;
  /** veth, bridge, vxlan, ...; null for a real network card. */
  readonly kind: string | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly up: boolean;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** ifindex in another network namespace: of the other end, or of what it stands on. */
  readonly linkIndex: number | null;
  /** Which network namespace that is, by the number that this one has for it. */
  readonly linkNetnsid: number | null;
  /** Name of the same in its own network namespace. */
  readonly link: string | null;
  /** What it is a port of. */
  readonly master: string | null;
  readonly port: BridgePort | null;
  readonly tunnel: Tunnel | null;
  /** Program on its XDP hook. */
  readonly xdp: string | null;
  /** Packets counted so far. */
  readonly rx: number;
  readonly tx: number;
}

export interface BridgePort {
  /** forwarding, learning, ... */
  readonly state: string | null;
  readonly hairpin: boolean;
}

/** @param text `ip -j -d -s addr show`. What cannot be read is left out. */
export function parseDeviceFacts(text: string | null): DeviceFacts[] {
  return listAt(parseJson(text)).flatMap((link) => {
    const name = textAt(link, 'ifname');
    const ifindex = integerAt(link, 'ifindex');
    if (name === null || ifindex === null) return [];
    return {
      ...{ name, ifindex, kind: textAt(link, 'linkinfo', 'info_kind') },
      mac: macOf(link),
      mtu: integerAt(link, 'mtu'),
      up: listAt(link, 'flags').includes('UP'),
      addresses: listAt(link, 'addr_info').flatMap(addressOf),
      linkIndex: integerAt(link, 'link_index') || null,
      linkNetnsid: integerAt(link, 'link_netnsid'),
      link: textAt(link, 'link'),
      master: textAt(link, 'master'),
      port: portOf(link),
      tunnel: tunnelOf(link),
      xdp: xdpOf(link),
      rx: integerAt(link, 'stats64', 'rx', 'packets') ?? 0,
      tx: integerAt(link, 'stats64', 'tx', 'packets') ?? 0,
    };
  });
}

/** Tunnels of IP in IP have an IP address in its place. */
function macOf(link: unknown): string | null {
  const address = textAt(link, 'address');
  return address !== null && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address) ? address : null;
}

function addressOf(info: unknown): string[] {
  const address = textAt(info, 'local');
  return address === null ? [] : [`${address}/${integerAt(info, 'prefixlen')}`];
}

function portOf(link: unknown): BridgePort | null {
  if (textAt(link, 'linkinfo', 'info_slave_kind') !== 'bridge') return null;
  const data = at(link, 'linkinfo', 'info_slave_data');
  return { state: textAt(data, 'state'), hairpin: booleanAt(data, 'hairpin') ?? false };
}

function xdpOf(link: unknown): string | null {
  const id = integerAt(link, 'xdp', 'prog', 'id');
  if (id === null) return null;
  return textAt(link, 'xdp', 'prog', 'name') ?? `program ${id}`;
}

/** Kinds of devices that are ends of pairs; others stand on a device. */
const PAIRS = ['veth', 'netkit'];

export function isPair({ kind }: DeviceFacts): boolean {
  return PAIRS.includes(kind ?? '');
}

/** The device that has one of these addresses (without prefix length). */
export function withAnyAddress(
  devices: readonly DeviceFacts[],
  addresses: readonly string[],
): DeviceFacts | null {
  const has = (device: DeviceFacts, address: string) =>
    device.addresses.some((a) => a.split('/')[0] === address);
  const wanted = addresses.map((address) => devices.find((device) => has(device, address)));
  return wanted.find((device) => device !== undefined) ?? null;
}
