// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A pod's packet into the overlay, as Cilium does it in tunnel mode: the route says through which
 * tunnel device and to which node, the tunnel key carries both to a device in external (collect
 * metadata) mode, and the frame inside stays as the pod sent it. The nodes speak IPv4, the pods either.
 */
#include "lib/route.h"

/* Cilium puts the security identity of the sender here; 2 is its "world". */
#define TUNNEL_ID 2
#define TUNNEL_TTL 64
/* As far as every kernel knows the key: it grew in 6.0, and older ones refuse the longer one. */
#define KEY_SIZE __builtin_offsetof(struct bpf_tunnel_key, tunnel_label)

SEC("tc")
int encap(struct __sk_buff *skb)
{
	struct bpf_tunnel_key key = { .tunnel_id = TUNNEL_ID, .tunnel_ttl = TUNNEL_TTL };
	struct bpf_fib_lookup fib = {};

	if (lookup(skb, &fib) == NOT_ROUTED)
		return TC_ACT_OK;

	/* the next hop is the other node; an IPv6 route has its IPv4 address in the last four bytes */
	key.remote_ipv4 = bpf_ntohl(fib.family == AF_INET ? fib.ipv4_dst : fib.ipv6_dst[3]);
	if (bpf_skb_set_tunnel_key(skb, &key, KEY_SIZE, BPF_F_ZERO_CSUM_TX))
		return TC_ACT_SHOT;
	return bpf_redirect(fib.ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
