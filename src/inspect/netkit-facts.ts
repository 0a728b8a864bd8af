import type { AttachedProgram } from '../cni/cilium/attached-programs.ts';
import { netkitPrograms, showNetkit } from '../host/netkit-tool.ts';
import type { Runner } from '../host/runner.ts';
import { ask } from './ask.ts';
import type { DeviceFacts } from './device-facts.ts';

/** The programs on those of these devices that are ends of netkit pairs; none where nobody says. */
export async function netkitFacts(
  place: Runner,
  devices: readonly DeviceFacts[],
  signal: AbortSignal,
): Promise<AttachedProgram[]> {
  const pairs = devices.filter(({ kind }) => kind === 'netkit');
  if (pairs.length === 0) return [];
  const { text } = await ask(place, showNetkit(pairs.map(({ name }) => name)), { signal });
  return netkitPrograms(text ?? '').flatMap(({ device, hook, name }) =>
    pairs
      .filter((pair) => pair.name === device)
      .map(({ ifindex }) => ({ device, ifindex, hook: `netkit ${hook}`, name })),
  );
}
