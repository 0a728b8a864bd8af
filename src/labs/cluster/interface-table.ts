import { escapeControls } from '../../escape-controls.ts';
import type { Runner } from '../../host/runner.ts';

/** One device of a node or pod, with where it leads. */
export interface Interface {
  readonly ifindex: number;
  readonly name: string;
  /** veth, bridge, vxlan, ...; null for a plain one. */
  readonly kind: string | null;
  readonly mac: string | null;
  readonly mtu: number;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** ifindex of the other end, in another network namespace. */
  readonly peer: number | null;
  /** Name of the bridge that it is a port of. */
  readonly master: string | null;
}

interface IpAddress {
  ifindex: number;
  ifname: string;
  address?: string;
  mtu?: number;
  link_index?: number;
  master?: string;
  linkinfo?: { info_kind?: string };
  addr_info?: { local?: string; prefixlen?: number }[];
}

/** All devices of the place with addresses, kinds and peers. @throws CommandError */
export async function interfaceTable(runner: Runner): Promise<Interface[]> {
  const { stdout } = await runner.run(['ip', '-j', '-d', 'addr', 'show']);
  return parseInterfaces(stdout);
}

/** @param json what `ip -j -d addr show` prints */
export function parseInterfaces(json: string): Interface[] {
  return (JSON.parse(escapeControls(json)) as IpAddress[]).map((link) => ({
    ifindex: link.ifindex,
    name: link.ifname,
    kind: link.linkinfo?.info_kind ?? null,
    mac: link.address ?? null,
    mtu: link.mtu ?? 0,
    addresses: (link.addr_info ?? []).flatMap(({ local, prefixlen }) =>
      local ? [`${local}/${prefixlen}`] : [],
    ),
    peer: link.link_index || null,
    master: link.master ?? null,
  }));
}

/** The device that has this address (without prefix length). */
export function withAddress(table: readonly Interface[], address: string): Interface | undefined {
  return table.find((device) => device.addresses.some((a) => a.split('/')[0] === address));
}
