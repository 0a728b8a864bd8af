import type { ByteWindow } from './byte-window.ts';
import type { Frame } from './frame.ts';

/** One interface a capture was taken on. */
export interface CaptureInterface {
  /** Its index in the reader's `interfaces`. */
  readonly id: number;
  /** LINKTYPE_* number. */
  readonly linkType: number;
  /** pcapng if_name; null in pcap or when unsaid. */
  readonly name: string | null;
  /** Most bytes captured of a frame; 0 says no limit. */
  readonly snaplen: number;
}

/** What the capturing program counted of an interface, as it said last. */
export interface InterfaceStatistics {
  /** How often it has said so. */
  readonly reports: number;
  /** Frames that the kernel had to drop for want of room; null where it does not say. */
  readonly dropped: bigint | null;
}

/**
 * No real record comes near this (libpcap cuts packets at 256 KiB); a longer one is garbage that
 * would have the reader buffer without bound.
 */
export const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/** Knows the records of one capture format; CaptureReader brings it the bytes. */
export interface RecordParser {
  readonly interfaces: readonly CaptureInterface[];
  /** By the interfaces' ids; only pcapng has any. */
  readonly statistics: ReadonlyMap<number, InterfaceStatistics>;

  /**
   * Bytes the record at `at` takes, header included; when the window ends before that can be
   * told, the bytes needed to tell. Throws PacketError on lengths that cannot be.
   */
  lengthAt(window: ByteWindow, at: number): number;

  /** Reads the record of `length` bytes at `at`, all there, and returns its frame, if any. */
  readAt(window: ByteWindow, at: number, length: number): Frame | null;
}
