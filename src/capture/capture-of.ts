import type { Tap } from '../labs/lab.ts';
import type { Frame } from '../packets/frame.ts';
import type { Drained } from './drained.ts';
import type { Capture } from './engine.ts';

const SORTED = new WeakMap<Drained, ReadonlyMap<number | null, Frame[]>>();

/** By ifindex. Kept: a node has many taps, and what was captured there is gone through once. */
function framesOf(drained: Drained): ReadonlyMap<number | null, Frame[]> {
  const known = SORTED.get(drained);
  if (known) return known;
  const frames = new Map<number | null, Frame[]>();
  for (const frame of drained.frames) {
    const same = frames.get(frame.ifindex);
    if (same) same.push(frame);
    else frames.set(frame.ifindex, [frame]);
  }
  SORTED.set(drained, frames);
  return frames;
}

/** What a tap's device has of what was captured in its network namespace. */
export function captureOf(tap: Tap, drained: Drained): Capture {
  return {
    tap: tap.name,
    device: tap.device,
    mac: tap.mac,
    ...(tap.clock !== undefined && { clock: tap.clock }),
    frames: framesOf(drained).get(tap.ifindex) ?? [],
    live: drained.fault === null,
    fault: drained.fault,
    kernelDrops: drained.kernelDrops,
  };
}
