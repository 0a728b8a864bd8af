import { SocketAddress } from 'node:net';

/** An address of /proc, which has IPv6 with all its zeros, as it is written everywhere else. */
export function shortAddress(address: string): string {
  return address.includes(':') ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}
