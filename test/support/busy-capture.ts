import type { Frame } from '../../src/packets/frame.ts';
import { LINK_TYPE } from '../../src/packets/link-type.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';

/** What a busy pod's device sees. */
export interface BusyCapture {
  readonly packets: number;
  /** Most bytes captured of a frame. */
  readonly snaplen: number;
  /** Frames to put in between, as good as evenly, in this order and with their own stamps. */
  readonly among?: readonly Frame[];
  /** How many the pod has open: 200 unless told otherwise. */
  readonly connections?: number;
  /** When the first one was captured, in seconds; one every 10 us after it. */
  readonly since?: number;
}

const RECORD = 16;
const [ETHERNET, IPV4] = [14, 20];
const FULL = 1514;
const PIECE = 2 ** 20;
const [TCP, UDP, ICMP] = [6, 17, 1];

/**
 * A pcap file of Ethernet frames of 60 to 1514 bytes, in pieces that are overwritten: TCP data and its
 * acknowledgements on some connections, datagrams from ever other ports, pings, ARP. The same each time.
 */
export function* busyCapture(options: BusyCapture): Generator<Uint8Array> {
  const { packets, snaplen, among = [], connections = 200, since = 1_700_000_000 } = options;
  yield pcapHeader(LINK_TYPE.ETHERNET);
  const random = generator();
  const piece = new Uint8Array(PIECE);
  const view = new DataView(piece.buffer);
  const sent = new Uint32Array(3 * connections);
  let used = 0;
  let put = 0;
  for (let i = 0; i < packets; i++) {
    if (used + RECORD + FULL > PIECE) {
      yield piece.subarray(0, used);
      used = 0;
    }
    while (put < among.length && put * packets <= i * among.length) {
      yield piece.subarray(0, used);
      used = 0;
      yield pcapRecord(among[put++]!);
    }
    const at = used + RECORD;
    const length = writeFrame(piece, view, at, random, sent);
    const captured = Math.min(length, snaplen);
    const us = i * 10;
    view.setUint32(used, since + Math.floor(us / 1e6), true);
    view.setUint32(used + 4, (us % 1e6) * 1000, true);
    view.setUint32(used + 8, captured, true);
    view.setUint32(used + 12, length, true);
    used = at + captured;
  }
  yield piece.subarray(0, used);
}

/** @returns its length */
function writeFrame(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  random: () => number,
  sent: Uint32Array,
): number {
  const kind = random() % 100;
  if (kind < 2) return arp(bytes, view, at);
  const isBack = random() % 2;
  const connections = sent.length / 3;
  const peer = random() % connections;
  const ip = at + ETHERNET;
  const next = ip + IPV4;
  if (kind < 72) {
    const isData = isBack === 0 || random() % 10 === 0;
    const data = isData ? (random() % 4 === 0 ? random() % 1400 : 1448) : 0;
    header(bytes, view, at, { protocol: TCP, isBack, peer, length: 32 + data });
    const [own, other] = [2 * peer + isBack, 2 * peer + 1 - isBack];
    view.setUint16(next, isBack ? 5201 : 40_000 + peer);
    view.setUint16(next + 2, isBack ? 40_000 + peer : 5201);
    view.setUint32(next + 4, start(own) + sent[own]!);
    view.setUint32(next + 8, start(other) + sent[other]!);
    view.setUint32(next + 12, 0x8010_01f6);
    view.setUint32(next + 16, 0);
    bytes.fill(0, next + 20, next + 32);
    bytes.fill(0x61, next + 32, next + 32 + data);
    sent[own]! += data;
    return ETHERNET + IPV4 + 32 + data;
  }
  if (kind < 96) {
    const data = 30 + (random() % 400);
    header(bytes, view, at, { protocol: UDP, isBack, peer, length: 8 + data });
    view.setUint16(next, isBack ? 4433 : 30_000 + (random() % 10_000));
    view.setUint16(next + 2, isBack ? 30_000 + (random() % 10_000) : 4433);
    view.setUint16(next + 4, 8 + data);
    view.setUint16(next + 6, 0);
    view.setUint32(next + 8, random());
    bytes.fill(0x62, next + 12, next + 8 + data);
    return ETHERNET + IPV4 + 8 + data;
  }
  header(bytes, view, at, { protocol: ICMP, isBack, peer, length: 64 });
  view.setUint32(next, isBack ? 0 : 0x0800_0000);
  view.setUint16(next + 4, 1000 + peer);
  const pings = 2 * connections + peer;
  if (!isBack) sent[pings]!++;
  view.setUint16(next + 6, sent[pings]!);
  bytes.fill(0x63, next + 8, next + 64);
  return ETHERNET + IPV4 + 64;
}

/** Where a side's sequence numbers begin: a place of its own for each, with room enough between them. */
function start(side: number): number {
  return side * 2 ** 23;
}

interface Header {
  readonly protocol: number;
  readonly isBack: number;
  readonly peer: number;
  /** Of what follows. */
  readonly length: number;
}

/** Between 10.99.0.1 and 10.99.1.x, all of whom the gateway's MAC address stands for. */
function header(bytes: Uint8Array, view: DataView, at: number, fields: Header): void {
  const { protocol, isBack, peer, length } = fields;
  macs(bytes, view, at, isBack === 0, 0x0800);
  const ip = at + ETHERNET;
  view.setUint32(ip, 0x4500_0000 + IPV4 + length);
  view.setUint32(ip + 4, 0x4000);
  view.setUint32(ip + 8, 0x4000_0000 + (protocol << 16));
  view.setUint32(ip + 12, isBack ? 0x0a63_0100 + peer : 0x0a63_0001);
  view.setUint32(ip + 16, isBack ? 0x0a63_0001 : 0x0a63_0100 + peer);
}

function macs(bytes: Uint8Array, view: DataView, at: number, isOut: boolean, type: number): void {
  bytes.fill(2, at, at + 12);
  bytes[isOut ? at + 11 : at + 5] = 99;
  view.setUint16(at + 12, type);
}

function arp(bytes: Uint8Array, view: DataView, at: number): number {
  macs(bytes, view, at, true, 0x0806);
  bytes.fill(0, at + ETHERNET, at + 60);
  view.setUint32(at + ETHERNET, 0x0001_0800);
  view.setUint32(at + ETHERNET + 4, 0x0604_0001);
  return 60;
}

/** The same numbers each time (the generator of Numerical Recipes; its upper bits are the random ones). */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
