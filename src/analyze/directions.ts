import { decode } from '../packets/decode.ts';
import type { Direction, Frame } from '../packets/frame.ts';

/**
 * A capture of Ethernet frames does not say which way they went; the MAC address of the place's own
 * eth0 does, at both ends of its link.
 */
export function withDirections(
  tap: string,
  frames: readonly Frame[],
  ownMac: string | null,
): Frame[] {
  return frames.map((frame) =>
    frame.direction ? frame : { ...frame, direction: directionOf(tap, frame, ownMac) },
  );
}

function directionOf(tap: string, frame: Frame, ownMac: string | null): Direction | null {
  const ethernet = decode(frame).layers[0];
  if (ethernet?.protocol !== 'ethernet' || ownMac === null) return null;
  const own = tap.endsWith('/eth0');
  if (!own && !tap.endsWith('/lxc')) return null;
  // a bridge in hairpin mode sends back what bears that address as its destination, too
  const isSent = ethernet.source === ownMac && ethernet.destination !== ownMac;
  if (isSent) return own ? 'out' : 'in';
  // whatever the pod did not send goes to it: nobody else is on its link
  return own ? 'in' : 'out';
}
