import type { Malformed } from '../packet.ts';
import type { Layer } from './layer.ts';
import type { TunnelPorts } from './tunnel-ports.ts';

/**
 * The state of decoding one packet: the layers so far and the bytes the next one may look at.
 * A decoder checks what it reads with `has` and `narrow`, pushes its layer and moves `offset`
 * behind its header.
 */
export class PacketCursor {
  readonly bytes: Uint8Array;
  readonly tunnels: TunnelPorts;
  readonly layers: Layer[] = [];
  malformed: Malformed | null = null;
  /** Where the next header starts. */
  offset = 0;
  /** Where what the last layer carries ends on the wire; past `bytes` when the capture is cut. */
  end: number;
  /** Set once an IP header says the rest is elsewhere: lengths within may exceed `end`. */
  fragmented = false;

  constructor(bytes: Uint8Array, wireLength: number, tunnels: TunnelPorts) {
    this.bytes = bytes;
    this.tunnels = tunnels;
    this.end = wireLength;
  }

  /** Bytes left on the wire in the enclosing layer. */
  get room(): number {
    return this.end - this.offset;
  }

  /** `end`, or the end of the captured bytes if that comes first. */
  get capturedEnd(): number {
    return Math.min(this.end, this.bytes.length);
  }

  /**
   * Whether the next `length` bytes are captured. If not, the decoder must give up: either the
   * snapshot length cut them off, or they never were in the packet, which makes it malformed.
   */
  has(protocol: string, length: number): boolean {
    return this.carries(protocol, length) && this.offset + length <= this.bytes.length;
  }

  /** Whether the next `length` bytes were in the packet on the wire; if not, it is malformed. */
  carries(protocol: string, length: number): boolean {
    if (length <= this.room) return true;
    const missing = `${length} bytes of header, ${this.room} left`;
    this.stop(protocol, this.fragmented ? `${missing} in this fragment` : missing);
    return false;
  }

  /**
   * Narrows the packet to the `length` bytes from here that the header of `protocol` claims for
   * itself and what it carries. False, and malformed, if the enclosing layer has fewer.
   */
  narrow(protocol: string, length: number): boolean {
    if (length <= this.room) {
      this.end = this.offset + length;
    } else if (!this.fragmented) {
      this.stop(protocol, `claims ${length} bytes, ${this.room} left`);
      return false;
    }
    return true;
  }

  /** Marks the packet malformed; null, so that a decoder can return it. */
  stop(protocol: string, reason: string): null {
    this.malformed = { protocol, reason };
    return null;
  }
}
