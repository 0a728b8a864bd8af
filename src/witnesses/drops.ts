import { LabError } from '../errors.ts';
import { Tracer } from '../host/tracer.ts';
import type { Lab } from '../labs/lab.ts';
import { tracedFlow } from '../labs/traced-flow.ts';
import type { PlaceDrops } from '../verdict/evidence.ts';
import { type KernelPacket, kernelPacket } from '../verdict/hop.ts';
import { parseKernelEvent } from '../verdict/kernel-event.ts';
import type { Flow, OnTheWay } from './conntrack.ts';

/** What the kernel is asked while the probe is under way. */
export interface DropWatch {
  /** What was dropped so far in each node; it watches no longer. */
  read(): Promise<PlaceDrops[]>;
  /** Ends it, if it has not ended. */
  stop(): Promise<void>;
}

/**
 * Has the kernel tell which of the probe's requests it drops in each node, and why. Resolves when it
 * watches; a kernel that cannot say is no failure. It costs a process and a BPF program.
 */
export async function watchDrops(
  lab: Lab,
  { nodes, kind, from, to }: Flow & OnTheWay,
): Promise<DropWatch> {
  const flow = { ...tracedFlow(lab, kind), addresses: [from, to] };
  const tracer = Tracer.start(lab.runner(nodes[0]!), 'drops', flow);
  const mute = await whyMute(tracer);
  const silent = (why: string) => nodes.map((place) => ({ place, drops: null, why }));
  return {
    read: async () => {
      if (mute !== null) return silent(mute);
      const told = await tracer.end();
      if (told === null) return silent('what watched ended before it was told to');
      const dropped = told.lines
        .flatMap((line) => parseKernelEvent(line) ?? [])
        .flatMap((event) => kernelPacket(event) ?? [])
        .filter(({ source, destination }) => source === from && destination === to);
      return nodes.map((place) => ({ place, drops: dropsIn(lab, place, dropped) }));
    },
    stop: () => tracer.stop(),
  };
}

async function whyMute(tracer: Tracer): Promise<string | null> {
  try {
    const { reasons } = await tracer.ready();
    return reasons ? null : 'the kernel gives no reasons for drops, as it does from Linux 5.17 on';
  } catch (error) {
    if (error instanceof LabError) return error.why;
    throw error;
  }
}

/** Alike ones counted, in the order in which they were first told. */
function dropsIn({ topology }: Lab, place: string, dropped: readonly KernelPacket[]) {
  const tapOf = (device: string | null) =>
    topology.taps.find((tap) => tap.namespace === place && tap.device === device)?.name;
  const counted = new Map<string, { tap: string; reason: string; packets: number }>();
  for (const { device, reason, ...packet } of dropped) {
    if (packet.place !== place) continue;
    const drop = { tap: tapOf(device) ?? `${place}/${device ?? '?'}`, reason: reason ?? '?' };
    const key = `${drop.tap} ${drop.reason}`;
    counted.set(key, { ...drop, packets: (counted.get(key)?.packets ?? 0) + 1 });
  }
  return [...counted.values()];
}
