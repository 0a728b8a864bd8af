import type { Frame } from '../../../src/packets/frame.ts';
import { LINK_TYPE } from '../../../src/packets/link-type.ts';
import { be16, be32, bytes, echo, ethernet, hex, ipv4, ipv6, tcp, udp } from '../build.ts';

/** A packet as it is hardly ever met, built by hand. */
export interface OddPacket {
  readonly name: string;
  readonly frame: Pick<Frame, 'linkType' | 'bytes' | 'length'>;
}

export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;
export const [ICMP, IPIP, TCP, UDP, SIX_IN_FOUR, GRE, ICMPV6, NO_NEXT, SCTP] = [
  ...[1, 4, 6, 17, 41, 47, 58, 59, 132],
] as const;
export const [HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION] = [
  0, 43, 44, 51, 60,
] as const;

export const DATA = hex('c0ffee00 c0ffee01');
export const PING = ipv4({ protocol: ICMP }, echo());
export const PING_FRAME = ethernet(IPV4, PING);
export const TALK = ipv4({ protocol: TCP }, tcp(DATA));

export function packet(
  name: string,
  captured: Uint8Array,
  linkType: number = LINK_TYPE.ETHERNET,
): OddPacket {
  return { name, frame: { linkType, bytes: captured, length: captured.length } };
}

export const overIpv4 = (name: string, protocol: number, payload: Uint8Array) =>
  packet(name, ethernet(IPV4, ipv4({ protocol }, payload)));
export const overIpv6 = (name: string, next: number, payload: Uint8Array) =>
  packet(name, ethernet(IPV6, ipv6(next, payload)));
export const overUdp = (name: string, port: number, payload: Uint8Array) =>
  overIpv4(name, UDP, udp(port, payload));

/** Some bytes of a packet in place of its own. */
export function patched(
  original: Uint8Array,
  at: number,
  ...values: readonly number[]
): Uint8Array {
  const copy = original.slice();
  copy.set(values, at);
  return copy;
}

/** An IPv6 extension header of 8 bytes and more. */
export function extension(next: number, body = hex('0104 00000000')): Uint8Array {
  return bytes(next, (body.length + 2) / 8 - 1, body);
}

export function fragmentHeader(next: number, offset: number, more: boolean): Uint8Array {
  return bytes(next, 0, be16(offset | (more ? 1 : 0)), be32(0x1234));
}
