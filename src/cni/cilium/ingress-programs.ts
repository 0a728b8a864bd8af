import { attachedPrograms } from './attached-programs.ts';

/** tcx is tc's newer way to attach; which one an agent takes does not matter here. */
const HOOKS: Readonly<Record<string, string>> = {
  'tc ingress': 'tc ingress',
  'tcx ingress': 'tc ingress',
  'netkit peer': 'netkit peer',
};

/**
 * The programs that take what comes from pods or off the wire, by `NODE/IFINDEX`: `cil_from_container
 * on tc ingress`. By the agents' bpftool; tc would not see what is attached by tcx, nor netkit.
 */
export function ingressPrograms(
  agents: readonly { readonly node: string; readonly programs: string | null }[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { node, programs } of agents) {
    for (const { ifindex, hook, name } of attachedPrograms(programs)) {
      const shownHook = HOOKS[hook];
      if (shownHook === undefined) continue;
      const key = `${node}/${ifindex}`;
      const shown = `${(name ?? '').replace(/-lxc[0-9a-f]+$/, '')} on ${shownHook}`;
      found.set(key, [...(found.get(key) ?? []), shown]);
    }
  }
  return found;
}
