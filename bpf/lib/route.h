/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
#ifndef CNI_LAB_ROUTE_H
#define CNI_LAB_ROUTE_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define AF_INET 2
#define AF_INET6 10

/* The packet is for the node itself, or the node has no answer: its stack decides. */
#define NOT_ROUTED (-1)

/* Incremental checksum update (RFC 1141) for TTL - 1: the high byte of a 16-bit word falls by one. */
static __always_inline void ipv4_decrement_ttl(struct iphdr *ip)
{
	__u32 check = ip->check;

	check += bpf_htons(0x0100);
	ip->check = (__u16)(check + (check >= 0xffff));
	ip->ttl--;
}

/*
 * Asks the node's own tables, as its stack would: the next device, the next hop and both MAC
 * addresses come from bpf_fib_lookup(), so programs need no map and no set-up. The packet stays as
 * it is. Returns 0, or NOT_ROUTED.
 * ctx: what the program was called with, on tc or XDP; ifindex: where the packet came in.
 */
static __always_inline int lookup_frame(void *ctx, __u32 ifindex, void *data, void *end,
					struct bpf_fib_lookup *fib)
{
	struct ethhdr *eth = data;
	struct ipv6hdr *ip6;
	struct iphdr *ip;

	if (data + sizeof(*eth) > end)
		return NOT_ROUTED;

	fib->ifindex = ifindex;
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		ip = data + sizeof(*eth);
		if ((void *)(ip + 1) > end || ip->ttl <= 1)
			return NOT_ROUTED;
		fib->family = AF_INET;
		fib->tos = ip->tos;
		fib->l4_protocol = ip->protocol;
		fib->ipv4_src = ip->saddr;
		fib->ipv4_dst = ip->daddr;
	} else if (eth->h_proto == bpf_htons(ETH_P_IPV6)) {
		ip6 = data + sizeof(*eth);
		if ((void *)(ip6 + 1) > end || ip6->hop_limit <= 1)
			return NOT_ROUTED;
		fib->family = AF_INET6;
		fib->flowinfo = *(__be32 *)ip6 & bpf_htonl(0x0fffffff);
		fib->l4_protocol = ip6->nexthdr;
		__builtin_memcpy(fib->ipv6_src, &ip6->saddr, sizeof(fib->ipv6_src));
		__builtin_memcpy(fib->ipv6_dst, &ip6->daddr, sizeof(fib->ipv6_dst));
	} else {
		return NOT_ROUTED;
	}
	return bpf_fib_lookup(ctx, fib, sizeof(*fib), 0) == BPF_FIB_LKUP_RET_SUCCESS ? 0 : NOT_ROUTED;
}

static __always_inline int lookup(struct __sk_buff *skb, struct bpf_fib_lookup *fib)
{
	return lookup_frame(skb, skb->ifindex, (void *)(long)skb->data,
			    (void *)(long)skb->data_end, fib);
}

/*
 * Routes a packet: TTL (hop limit) falls by one and the MACs are rewritten. Returns the ifindex to
 * send to, or NOT_ROUTED with the packet untouched.
 */
static __always_inline int route_frame(void *ctx, __u32 ifindex, void *data, void *end)
{
	struct bpf_fib_lookup fib = {};
	struct ethhdr *eth = data;

	if (data + sizeof(*eth) > end || lookup_frame(ctx, ifindex, data, end, &fib) == NOT_ROUTED)
		return NOT_ROUTED;

	if (fib.family == AF_INET) {
		struct iphdr *ip = data + sizeof(*eth);

		if ((void *)(ip + 1) > end)
			return NOT_ROUTED;
		ipv4_decrement_ttl(ip);
	} else {
		struct ipv6hdr *ip6 = data + sizeof(*eth);

		if ((void *)(ip6 + 1) > end)
			return NOT_ROUTED;
		ip6->hop_limit--;
	}
	__builtin_memcpy(eth->h_source, fib.smac, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, fib.dmac, ETH_ALEN);
	return fib.ifindex;
}

static __always_inline int route(struct __sk_buff *skb)
{
	return route_frame(skb, skb->ifindex, (void *)(long)skb->data,
			   (void *)(long)skb->data_end);
}

#endif
