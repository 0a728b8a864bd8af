import { describe, expect, it } from 'vitest';
import { isAtTap, isDrop } from '../../src/trace/hop-point.ts';

describe('whether a packet that is freed was lost', () => {
  it.each([
    ['kfree_skb', 'TC_INGRESS', '__netif_receive_skb_core', true],
    ['kfree_skb', 'NETFILTER_DROP', 'nf_hook_slow', true],
    ['kfree_skb', 'NO_SOCKET', 'ping_rcv', false],
    ['kfree_skb', 'NO_SOCKET', '__udp4_lib_rcv', true],
    ['kfree_skb', 'ICMP_CSUM', 'icmp_rcv', true],
    ['kfree_skb', null, 'ping_rcv', false], // Linux 5.10
    ['kfree_skb', null, 'nf_hook_slow', true],
    ['kfree_skb', 'NO_SOCKET', null, false], // names of functions are kept secret
    ['kfree_skb', null, null, true],
    ['sk_skb_reason_drop', 'TC_INGRESS', null, true], // pwru
    ['consume_skb', null, 'icmp_rcv', false],
    ['kfree_skb', 'OTHERHOST', 'ip_rcv_core', false],
    ['netif_rx', null, null, false],
  ])('%s, %s, in %s: %s', (point, reason, by, expected) => {
    expect(isDrop({ point, reason, in: by, place: 'node1' })).toBe(expected);
  });
});

it('what a socket throws away when it is closed has arrived before', () => {
  const purged = { point: 'kfree_skb', reason: 'QUEUE_PURGE', in: 'sk_stream_kill_queues' };
  expect(isDrop({ ...purged, place: null })).toBe(false);
  expect(isDrop({ ...purged, place: 'pod1' })).toBe(true);
});

describe('where a tap sees the same packet', () => {
  it('out: where it is handed to the device', () => {
    const rank = (point: string) => isAtTap({ point }, 'out');
    expect(rank('net_dev_start_xmit')).toBe(0);
    expect(rank('veth_xmit')).toBe(1);
    expect(rank('netif_receive_skb')).toBeNull();
  });

  it('in: where the stack receives it, else where it ends, else where it is queued', () => {
    const points = ['netif_receive_skb', 'consume_skb', 'netif_rx'];
    expect(points.map((point) => isAtTap({ point }, 'in'))).toEqual([0, 1, 2]);
    expect(isAtTap({ point: 'net_dev_start_xmit' }, 'in')).toBeNull();
  });
});
