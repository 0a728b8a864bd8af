import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import type { Packet } from '../packets/packet.ts';

const KNOWN = new WeakMap<Frame, Packet>();

/** A frame taken apart. Kept: every flow that is looked for asks for it again. It goes when the frame goes. */
export function packetOf(frame: Frame): Packet {
  const known = KNOWN.get(frame);
  if (known) return known;
  const packet = decode(frame);
  KNOWN.set(frame, packet);
  return packet;
}
