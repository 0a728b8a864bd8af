import type { Tap } from '../labs/lab.ts';
import type { Drained } from './drained.ts';
import type { Capture } from './engine.ts';

/** What a tap's device has of what was captured in its network namespace. */
export function captureOf(tap: Tap, drained: Drained): Capture {
  return {
    tap: tap.name,
    device: tap.device,
    mac: tap.mac,
    ...(tap.clock !== undefined && { clock: tap.clock }),
    frames: drained.frames.filter((frame) => frame.ifindex === tap.ifindex),
    live: drained.fault === null,
    fault: drained.fault,
    kernelDrops: drained.kernelDrops,
  };
}
