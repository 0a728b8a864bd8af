import { listAt, parseJson, textAt } from '../cni/json.ts';

/** Where a frame for a MAC address goes: an entry of a bridge's or a tunnel's forwarding database. */
export interface FdbEntry {
  readonly mac: string;
  /** The port of a bridge, or the tunnel. */
  readonly device: string;
  /** The bridge that the device is a port of. */
  readonly master: string | null;
  /** Of a tunnel: the address of the node at its other end. */
  readonly remote: string | null;
  /** `permanent`, `static`; empty of what was learned. */
  readonly state: string;
}

/** @param text `bridge -j fdb show` */
export function parseFdb(text: string | null): FdbEntry[] {
  return listAt(parseJson(text)).flatMap((entry) => {
    const mac = textAt(entry, 'mac');
    const device = textAt(entry, 'ifname');
    if (mac === null || device === null) return [];
    const remote = textAt(entry, 'dst');
    const state = textAt(entry, 'state') ?? '';
    return { mac, device, master: textAt(entry, 'master'), remote, state };
  });
}

/** Those that say to which node a tunnel takes a frame. */
export function tunnelEntries(entries: readonly FdbEntry[]): FdbEntry[] {
  return entries.filter(({ remote }) => remote !== null);
}

/** Those that lead frames for this MAC address out of this device, each once. */
export function entriesOf(
  entries: readonly FdbEntry[],
  mac: string | null,
  device: string,
): FdbEntry[] {
  return entries.filter((entry) => entry.mac === mac && entry.device === device);
}
