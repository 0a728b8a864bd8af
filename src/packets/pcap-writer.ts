import type { Frame } from './frame.ts';
import { DEFAULT_SNAPLEN } from './snaplen.ts';

const NANOSECOND_MAGIC = 0xa1b23c4d;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const NS_PER_SECOND = 1_000_000_000n;

/**
 * The 24 bytes that start a little-endian nanosecond pcap file of one link type
 * (draft-ietf-opsawg-pcap, section 4).
 */
export function pcapHeader(linkType: number, snaplen: number = DEFAULT_SNAPLEN): Uint8Array {
  const header = new Uint8Array(FILE_HEADER);
  const view = new DataView(header.buffer);
  view.setUint32(0, NANOSECOND_MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snaplen, true);
  view.setUint32(20, linkType, true);
  return header;
}

/**
 * The record of one frame, to follow `pcapHeader` or another record. Classic pcap keeps neither
 * direction nor interface. Throws RangeError for a timestamp outside 1970 to 2106.
 */
export function pcapRecord(frame: Frame): Uint8Array {
  const { timestampNs, bytes, length } = frame;
  if (timestampNs < 0n || timestampNs >= NS_PER_SECOND << 32n) {
    throw new RangeError(`pcap cannot hold the timestamp ${timestampNs} ns`);
  }
  const record = new Uint8Array(RECORD_HEADER + bytes.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, Number(timestampNs / NS_PER_SECOND), true);
  view.setUint32(4, Number(timestampNs % NS_PER_SECOND), true);
  view.setUint32(8, bytes.length, true);
  view.setUint32(12, length, true);
  record.set(bytes, RECORD_HEADER);
  return record;
}
