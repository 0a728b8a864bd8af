/** Which way a frame crossed the interface, seen from the machine that captured it. */
export type Direction = 'in' | 'out';

/** One captured frame, as read from pcap or pcapng. */
export interface Frame {
  /** Nanoseconds since the Unix epoch; 0n where the file holds none (pcapng simple packets). */
  readonly timestampNs: bigint;
  /** LINKTYPE_* number, see link-type.ts. */
  readonly linkType: number;
  /** The bytes as captured, maybe cut by the snapshot length. */
  readonly bytes: Uint8Array;
  /** Bytes the frame had on the wire. */
  readonly length: number;
  /** From pcapng epb_flags or the cooked packet type; null when the file does not say. */
  readonly direction: Direction | null;
  /** Kernel index of the interface the frame was seen on: LINKTYPE_LINUX_SLL2 only. */
  readonly ifindex: number | null;
  /** Index into the reader's `interfaces`; 0 in pcap. */
  readonly interfaceId: number;
}
