/** Where `ip netns` keeps its names. */
export const NETNS_FOLDER = '/run/netns';

export function netnsPath(name: string): string {
  return `${NETNS_FOLDER}/${name}`;
}
