import { byHand } from './by-hand.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { NodeFacts } from './gather.ts';
import type { Bridge } from './inspection.ts';
import type { NodeSource, PodSource } from './node-source.ts';

/** The devices of a node that have others as their ports, and which pod is behind each port. */
export function bridges({ net }: NodeSource, { devices, pods }: NodeFacts): Bridge[] {
  const owners = new Map<number, string>();
  for (const { source, devices: inner } of pods) {
    if (source.astray) continue;
    for (const { linkIndex } of inner) if (linkIndex !== null) owners.set(linkIndex, title(source));
  }
  const masters = devices.filter(
    ({ name, kind }) => kind === 'bridge' || devices.some(({ master }) => master === name),
  );
  return masters.map(({ name, kind }) => ({
    ...{ command: byHand(net, ['ip', '-d', 'link', 'show', 'master', name]), name, kind },
    ports: devices.filter(({ master }) => master === name).map((port) => portOf(port, owners)),
  }));
}

function portOf({ name, ifindex, port }: DeviceFacts, owners: ReadonlyMap<number, string>) {
  const { state, hairpin } = port ?? { state: null, hairpin: false };
  return { name, ifindex, state, hairpin, pod: owners.get(ifindex) ?? null };
}

function title({ namespace, name }: PodSource): string {
  return namespace ? `${namespace}/${name}` : name;
}
