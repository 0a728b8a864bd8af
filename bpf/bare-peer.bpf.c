// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * redirect-peer for what comes out of a device that has no Ethernet: IPIP, WireGuard. The pod's
 * device has, so the packet gets a header first, as Cilium does it (bpf/bpf_wireguard.c).
 */
#include "lib/route.h"

#define PACKET_HOST 0 /* <linux/if_packet.h> */

SEC("tc")
int bare_peer(struct __sk_buff *skb)
{
	__u16 protocol = skb->protocol;
	struct ethhdr *eth;
	int ifindex;

	if (bpf_skb_change_head(skb, sizeof(*eth), 0))
		return TC_ACT_SHOT;
	eth = (void *)(long)skb->data;
	if ((void *)(eth + 1) > (void *)(long)skb->data_end)
		return TC_ACT_SHOT;
	__builtin_memset(eth, 0, sizeof(*eth));
	eth->h_proto = protocol;
	ifindex = route(skb);
	if (ifindex == NOT_ROUTED)
		return TC_ACT_SHOT; /* with that header the stack could not take it any more */
	bpf_skb_change_type(skb, PACKET_HOST);
	return bpf_redirect_peer(ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
