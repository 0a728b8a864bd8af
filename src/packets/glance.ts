import { u16 } from './big-endian.ts';
import { decode } from './decode.ts';
import { TUNNEL_PORTS } from './layers/tunnel-ports.ts';
import { LINK_TYPE } from './link-type.ts';

/** What a frame bears innermost: an ICMP echo, TCP, UDP, UDP to a port of WireGuard, or anything else. */
export const BEARS = { OTHER: 0, ECHO: 1, TCP: 2, UDP: 3, SEALED: 4 } as const;
export type Bears = (typeof BEARS)[keyof typeof BEARS];

/** Lengths of headers, in bytes. */
const [ETHERNET, SLL, SLL2, VLAN, IPV4, IPV6, TCP_HEADER, SHORT] = [14, 16, 20, 4, 20, 40, 20, 8];
/** Protocol numbers of IP. */
const [ICMP, IPIP, TCP, UDP, ICMPV6] = [1, 4, 6, 17, 58];
/** 6in4, GRE, and the extension headers of IPv6. */
const RARE: readonly number[] = [41, 47, 0, 43, 44, 51, 60];
/** Far beyond any real encapsulation. */
const MAX_DEPTH = 4;
/** The captured bytes say enough: how long a frame was on the wire is not known here. */
const ANY_LENGTH = 2 ** 30;

/**
 * Tells from a frame's raw bytes what `decode` would find innermost, and of which flow that is, in a
 * fraction of the time: no object is made, and nothing is checked that does not matter to that. Where
 * `decode` finds an echo, TCP or UDP, so does this, but for UDP to a port of WireGuard; what is rare is left
 * to it. One is used for all frames: each look overwrites the last.
 */
export class Glance {
  bears: Bears = BEARS.OTHER;
  /** Where the innermost ICMP, TCP or UDP header starts; -1 where only `decode` knows. */
  at = -1;
  /**
   * Two numbers that are the same for frames of one flow, whichever way they go, and hardly ever for others:
   * among those that `decode` was asked of, and among those that it was not.
   */
  flow = 0;
  flow2 = 0;

  look(bytes: Uint8Array, from: number, to: number, linkType: number): void {
    this.bears = BEARS.OTHER;
    if (!this.#link(bytes, from, to, linkType)) this.#decode(bytes.subarray(from, to), linkType);
  }

  /** False where `decode` must be asked; so for all that follow. */
  #link(bytes: Uint8Array, from: number, to: number, linkType: number): boolean {
    switch (linkType) {
      case LINK_TYPE.ETHERNET:
        return this.#ethernet(bytes, from, to, 0);
      case LINK_TYPE.LINUX_SLL:
        if (from + SLL > to) return true;
        return this.#carried(bytes, from + SLL, to, u16(bytes, from + SLL - 2), 0);
      case LINK_TYPE.LINUX_SLL2:
        if (from + SLL2 > to) return true;
        return this.#carried(bytes, from + SLL2, to, u16(bytes, from), 0);
      default:
        return false;
    }
  }

  #ethernet(bytes: Uint8Array, from: number, to: number, depth: number): boolean {
    const at = from + ETHERNET;
    return at > to || this.#carried(bytes, at, to, u16(bytes, at - 2), depth);
  }

  #carried(bytes: Uint8Array, from: number, to: number, etherType: number, depth: number): boolean {
    let at = from;
    let type = etherType;
    while (type === 0x8100 || type === 0x88a8) {
      if (at + VLAN > to) return true;
      type = u16(bytes, at + 2);
      at += VLAN;
    }
    if (depth > MAX_DEPTH) return false;
    if (type === 0x0800) return this.#ipv4(bytes, at, to, depth);
    if (type === 0x86dd) return this.#ipv6(bytes, at, to, depth);
    return type !== 0x6558 || this.#ethernet(bytes, at, to, depth + 1);
  }

  #ipv4(bytes: Uint8Array, at: number, to: number, depth: number): boolean {
    if (at + IPV4 > to) return true;
    // of a fragment, only the first has what is looked for
    if ((u16(bytes, at + 6) & 0x1fff) !== 0) return true;
    const next = at + (bytes[at]! & 0x0f) * 4;
    const protocol = bytes[at + 9]!;
    const source = word(bytes, at + 12);
    const destination = word(bytes, at + 16);
    const end = endOf(u16(bytes, at + 2), at, to);
    return this.#transport(bytes, next, end, protocol, source, destination, depth);
  }

  #ipv6(bytes: Uint8Array, at: number, to: number, depth: number): boolean {
    if (at + IPV6 > to) return true;
    const source = folded(bytes, at + 8);
    const destination = folded(bytes, at + 24);
    const end = endOf(u16(bytes, at + 4), at + IPV6, to);
    return this.#transport(bytes, at + IPV6, end, bytes[at + 6]!, source, destination, depth);
  }

  #transport(
    bytes: Uint8Array,
    at: number,
    to: number,
    protocol: number,
    source: number,
    destination: number,
    depth: number,
  ): boolean {
    if (protocol === IPIP) return depth <= MAX_DEPTH && this.#ipv4(bytes, at, to, depth + 1);
    if (at + SHORT > to) return true;
    if (protocol === TCP) {
      if (at + TCP_HEADER > to) return true;
      this.#found(BEARS.TCP, at, source, u16(bytes, at), destination, u16(bytes, at + 2));
      return true;
    }
    if (protocol === UDP) {
      const port = u16(bytes, at + 2);
      this.#found(BEARS.UDP, at, source, u16(bytes, at), destination, port);
      return TUNNEL_PORTS[port] === undefined || this.#tunnel(bytes, at + SHORT, to, port, depth);
    }
    if (isEcho(protocol, bytes[at]!)) {
      const id = u16(bytes, at + 4);
      this.#found(BEARS.ECHO, at, source, id, destination, id);
    }
    return !RARE.includes(protocol);
  }

  /** Behind a UDP header whose port says so; it stays UDP where that is not true. */
  #tunnel(bytes: Uint8Array, at: number, to: number, port: number, depth: number): boolean {
    const tunnel = TUNNEL_PORTS[port];
    if (tunnel === 'wireguard') this.bears = BEARS.SEALED;
    if (tunnel === 'wireguard') return true;
    const end = endOf(u16(bytes, at - 4), at - SHORT, to);
    if (at + SHORT > end) return true;
    if (tunnel === 'vxlan') {
      if ((bytes[at]! & 0x08) === 0) return true;
      this.bears = BEARS.OTHER;
      return this.#ethernet(bytes, at + SHORT, to, depth + 1);
    }
    if (tunnel === 'geneve') {
      const next = at + SHORT + (bytes[at]! & 0x3f) * 4;
      if (bytes[at]! >> 6 !== 0 || next > end) return true;
      this.bears = BEARS.OTHER;
      return this.#carried(bytes, next, to, u16(bytes, at + 2), depth + 1);
    }
    return false;
  }

  #decode(bytes: Uint8Array, linkType: number): void {
    this.bears = BEARS.OTHER;
    const { layers } = decode({ linkType, bytes, length: ANY_LENGTH });
    const ip = layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
    const last = layers.at(-1);
    if (!ip || !last) return;
    const [source, destination] = [hashOf(ip.source), hashOf(ip.destination)];
    if (last.protocol === 'tcp' || last.protocol === 'udp') {
      const bears = last.protocol === 'tcp' ? BEARS.TCP : BEARS.UDP;
      this.#found(bears, -1, source, last.sourcePort, destination, last.destinationPort);
    } else if (last.protocol === 'wireguard') {
      this.#found(BEARS.SEALED, -1, source, 0, destination, 0);
    } else if ((last.protocol === 'icmp' || last.protocol === 'icmpv6') && last.id !== null) {
      this.#found(BEARS.ECHO, -1, source, last.id, destination, last.id);
    }
  }

  #found(
    bears: Bears,
    at: number,
    source: number,
    sourcePort: number,
    destination: number,
    destinationPort: number,
  ): void {
    this.bears = bears;
    this.at = at;
    const one = mixed(source ^ Math.imul(sourcePort + bears, 0x9e3779b1));
    const other = mixed(destination ^ Math.imul(destinationPort + bears, 0x9e3779b1));
    this.flow = (one + other) | 0;
    this.flow2 = mixed(one ^ other);
  }
}

/** Behind so many bytes that a header claims; what claims none is too long for the field. */
function endOf(length: number, from: number, to: number): number {
  return length === 0 ? to : Math.min(to, from + length);
}

function isEcho(protocol: number, type: number): boolean {
  if (protocol === ICMP) return type === 8 || type === 0;
  return protocol === ICMPV6 && (type === 128 || type === 129);
}

/** Four bytes as a signed number: one that is above 2^31 would take an object. */
function word(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) << 16) | u16(bytes, at + 2);
}

/** An IPv6 address as one number. */
function folded(bytes: Uint8Array, at: number): number {
  const upper = mixed(word(bytes, at)) ^ word(bytes, at + 4);
  return mixed(mixed(upper) ^ word(bytes, at + 8)) ^ word(bytes, at + 12);
}

function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i);
  return mixed(hash);
}

/** Spreads 32 bits over 32 bits, as the end of MurmurHash3 does. */
function mixed(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
