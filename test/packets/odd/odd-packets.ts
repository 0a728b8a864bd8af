import { BARE, COOKED } from './cooked.ts';
import { IPV4_PACKETS } from './ipv4-packets.ts';
import { IPV6_PACKETS } from './ipv6-packets.ts';
import { LINKS } from './links.ts';
import type { OddPacket } from './odd-packet.ts';
import { TRANSPORTS } from './transports.ts';
import { TUNNELS } from './tunnels.ts';

/** Each with a name of its own. */
export const ODD_PACKETS: readonly OddPacket[] = [
  ...[...LINKS, ...COOKED, ...BARE, ...IPV4_PACKETS],
  ...[...IPV6_PACKETS, ...TRANSPORTS, ...TUNNELS],
];
