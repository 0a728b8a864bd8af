import type { Runner } from './runner.ts';

/** One network device, as `ip -j -s link` tells it. */
export interface Link {
  readonly ifindex: number;
  readonly name: string;
  readonly mac: string | null;
  /** Name of the program on its XDP hook. */
  readonly xdp: string | null;
  /** Packets counted so far. */
  readonly rx: number;
  readonly tx: number;
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
  xdp?: { prog?: { id: number; name?: string } };
  stats64?: { rx: { packets: number }; tx: { packets: number } };
}

export function parseLinks(json: string): Link[] {
  return (JSON.parse(json) as IpLink[]).map((link) => ({
    ifindex: link.ifindex,
    name: link.ifname,
    mac: link.address ?? null,
    xdp: link.xdp?.prog ? (link.xdp.prog.name ?? `program ${link.xdp.prog.id}`) : null,
    rx: link.stats64?.rx.packets ?? 0,
    tx: link.stats64?.tx.packets ?? 0,
  }));
}
