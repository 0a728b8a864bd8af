import { at, booleanAt, integerAt, textAt } from '../cni/json.ts';

/** How a tunnel device wraps packets, as far as its kind has it. */
export interface Tunnel {
  readonly vni: number | null;
  readonly port: number | null;
  readonly local: string | null;
  readonly remote: string | null;
  /** The device that its packets leave by. */
  readonly device: string | null;
  /** Programs or routes say with each packet what VNI and which end. */
  readonly external: boolean;
}

const KINDS = [
  ...['vxlan', 'geneve', 'ipip', 'sit', 'ip6tnl', 'gre', 'gretap', 'ip6gre', 'wireguard', 'tun'],
];

export function isTunnel(kind: string | null): boolean {
  return KINDS.includes(kind ?? '');
}

/** @param link one element of `ip -j -d link` */
export function tunnelOf(link: unknown): Tunnel | null {
  if (!isTunnel(textAt(link, 'linkinfo', 'info_kind'))) return null;
  const data = at(link, 'linkinfo', 'info_data');
  const external = booleanAt(data, 'external') ?? false;
  return {
    vni: external ? null : integerAt(data, 'id'),
    port: integerAt(data, 'port'),
    local: textAt(data, 'local') ?? textAt(data, 'local6'),
    remote: named(textAt(data, 'remote') ?? textAt(data, 'remote6')),
    device: textAt(data, 'link'),
    external,
  };
}

/** `any` where there are many other ends. */
function named(remote: string | null): string | null {
  return remote === 'any' ? null : remote;
}
