import type { Family } from '../topology.ts';

/**
 * Addresses of a device that is the pods' gateway. A router asks for its neighbours from a link-local
 * address and no other (Linux net/ipv6/ndisc.c, ndisc_send_ns()), so in IPv6 it needs one.
 */
export function gatewayAddresses(gateway: string, bits: number, family: Family): string[] {
  return [`${gateway}/${bits}`, ...(family === 6 ? ['fe80::1/64'] : [])];
}
