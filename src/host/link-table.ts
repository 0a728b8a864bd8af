import { escapeControls } from '../escape-controls.ts';
import type { Runner } from './runner.ts';

export interface XdpProgram {
  readonly name: string;
  /** Native (or in hardware), or generic: in the stack. */
  readonly hook: 'xdp' | 'xdp generic';
}

/** One network device, as `ip -j -s link` tells it. */
export interface Link {
  readonly ifindex: number;
  readonly name: string;
  readonly mac: string | null;
  /** The program on its XDP hook. */
  readonly xdp: XdpProgram | null;
  /** Packets counted so far. */
  readonly rx: number;
  readonly tx: number;
  /** It has a carrier, of which the kernel has not told it: it drops what it is to send. */
  readonly settling: boolean;
}

/** All devices of the place, with their packet counters. @throws CommandError */
export async function linkTable(runner: Runner): Promise<Link[]> {
  const { stdout } = await runner.run(['ip', '-j', '-s', 'link']);
  return parseLinks(stdout);
}

interface IpLink {
  ifindex: number;
  ifname: string;
  address?: string;
  flags?: readonly string[];
  xdp?: { mode?: number; prog?: { id: number; name?: string } };
  stats64?: { rx: { packets: number }; tx: { packets: number } };
}

export function parseLinks(json: string): Link[] {
  return (JSON.parse(escapeControls(json)) as IpLink[]).map((link) => ({
    ifindex: link.ifindex,
    name: link.ifname,
    mac: link.address ?? null,
    xdp: xdpOf(link),
    rx: link.stats64?.rx.packets ?? 0,
    tx: link.stats64?.tx.packets ?? 0,
    settling: isSettling(link),
  }));
}

/** What a carrier brings comes with an event of its own (net/core/link_watch.c), which may wait for others' devices. */
function isSettling({ flags = [] }: IpLink): boolean {
  return flags.includes('LOWER_UP') && flags.includes('NO-CARRIER');
}

/** linux/if_link.h */
const XDP_ATTACHED_SKB = 2;

function xdpOf({ xdp }: IpLink): XdpProgram | null {
  if (!xdp?.prog) return null;
  const { name, id } = xdp.prog;
  const hook = xdp.mode === XDP_ATTACHED_SKB ? 'xdp generic' : 'xdp';
  return { name: name ?? `program ${id}`, hook };
}
