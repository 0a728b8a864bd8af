import { integerAt, listAt, parseJson, textAt } from './json.ts';

/** A device of a node. */
export interface Device {
  readonly ifindex: number;
  readonly name: string;
  /** `veth`, `bridge`, `vxlan`, `tun`, `ipip`, ...; null for a real network card. */
  readonly kind: string | null;
  /** The bridge (or the like) whose port it is. */
  readonly master: string | null;
}

/** @param text `ip -j -d link` */
export function parseDevices(text: string | null): Device[] {
  return listAt(parseJson(text))
    .map((link) => {
      const ifindex = integerAt(link, 'ifindex');
      const name = textAt(link, 'ifname');
      if (ifindex === null || name === null) return null;
      const kind = textAt(link, 'linkinfo', 'info_kind');
      return { ifindex, name, kind, master: textAt(link, 'master') };
    })
    .filter((device) => device !== null);
}
