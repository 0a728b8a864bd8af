/** The other end's ifindex, as a veth's statistics have it. @param text `ethtool -S DEV` */
export function ethtoolPeer(text: string | null): number | null {
  const found = /^\s*peer_ifindex:\s*(\d+)\s*$/m.exec(text ?? '');
  return found ? Number(found[1]) : null;
}
