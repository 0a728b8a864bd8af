import type { Link } from '../link.ts';

/** Pods and their bridges leave room for a tunnel's headers; the wire between the nodes stays as it is. */
export function withRoom(link: Link, mtu: number): Link {
  if (link.kind === 'device') return { ...link, device: { ...link.device, mtu } };
  if (link.kind !== 'veth' || link.ends[0].name === 'eth0') return link;
  const [host, eth0] = link.ends;
  return {
    ...link,
    ends: [
      { ...host, mtu },
      { ...eth0, mtu },
    ],
  };
}
