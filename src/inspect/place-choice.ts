/** Network namespaces that cni-lab did not make. */
export interface PlaceChoice {
  /** As `ip netns` names them. */
  readonly netns?: readonly string[];
  readonly pid?: readonly number[];
  /** Names or ids of containers. */
  readonly docker?: readonly string[];
}

export function isForeign({ netns = [], pid = [], docker = [] }: PlaceChoice): boolean {
  return netns.length + pid.length + docker.length > 0;
}
