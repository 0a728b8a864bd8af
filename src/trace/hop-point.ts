import type { Direction } from '../packets/frame.ts';
import type { Hop } from '../verdict/hop.ts';

/** Where a packet is freed. */
const FREED = /^(consume_skb|kfree_skb|kfree_skb_reason|sk_skb_reason_drop|__kfree_skb)$/;
/** Where one is dropped, if it is not done with. */
const DROPPED = /^(kfree_skb|kfree_skb_reason|sk_skb_reason_drop)$/;
/** What frees a packet by kfree_skb() once it is done with: a raw socket has its copy, or an answer was sent. */
const DONE_WITH = /^(ping_rcv|icmp_rcv|icmpv6_rcv)$/;
/** Reasons that such a function gives although nothing is amiss. */
const HARMLESS: readonly (string | null)[] = [null, 'NO_SOCKET', 'NOT_SPECIFIED', 'CONSUMED'];

/** Who listens to all frames throws away what is for others. */
const NOT_FOR_IT = 'OTHERHOST';

/**
 * At which points a tap may have seen the same packet on the same device, the likeliest first: one that comes
 * in without being received by the stack is only told of where it ends.
 */
export function isAtTap({ point }: Pick<Hop, 'point'>, direction: Direction): number | null {
  const points = direction === 'out' ? OUT : IN;
  const found = points.findIndex((one) => one.test(point));
  return found < 0 ? null : found;
}

const OUT = [/^(net_dev_start_xmit|dev_hard_start_xmit)$/, /_xmit$/];
const IN = [/^(netif_receive_skb|__netif_receive_skb|ip_rcv|ipv6_rcv)$/, FREED, /netif_rx/];

export function isFreed({ point }: Pick<Hop, 'point'>): boolean {
  return FREED.test(point);
}

/**
 * Whether the packet was lost there. Every reply to ping ends by kfree_skb(), too: its socket has a copy. What is in
 * no place any more has come to a socket, which may be closed before all is read.
 */
export function isDrop(hop: Pick<Hop, 'point' | 'reason' | 'in' | 'place'>): boolean {
  const { point, reason, in: by, place } = hop;
  if (!DROPPED.test(point) || place === null || reason === NOT_FOR_IT) return false;
  // where the kernel does not say by which function, the reason must do
  const isDone = by === null ? reason === 'NO_SOCKET' : DONE_WITH.test(by);
  return !(isDone && HARMLESS.includes(reason));
}
