import { decode } from '../packets/decode.ts';
import type { Direction, Frame } from '../packets/frame.ts';

/** A capture of Ethernet frames does not say which way they went; the pod's MAC address does. */
export function withDirections(
  tap: string,
  frames: readonly Frame[],
  podMac: string | null,
): Frame[] {
  return frames.map((frame) =>
    frame.direction ? frame : { ...frame, direction: directionOf(tap, frame, podMac) },
  );
}

function directionOf(tap: string, frame: Frame, podMac: string | null): Direction | null {
  const ethernet = decode(frame).layers[0];
  if (ethernet?.protocol !== 'ethernet' || podMac === null) return null;
  const own = tap.endsWith('/eth0');
  if (!own && !tap.endsWith('/lxc')) return null;
  if (ethernet.source === podMac) return own ? 'out' : 'in';
  // whatever the pod did not send goes to it: nobody else is on its link
  return own ? 'in' : 'out';
}
