/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
#ifndef CNI_LAB_TRACE_H
#define CNI_LAB_TRACE_H

#include <linux/types.h>

/* What bpf/trace.bpf.c and native/trace.c tell each other. */

/* Enough for two IPv6 headers, a tunnel's, and what tells a probe's packet from others. */
#define PACKET_BYTES 192

/* Of one lab: namespaces that packets are told of. */
#define MOST_PLACES 1024

enum tracepoint {
	NET_DEV_START_XMIT,
	NETIF_RX,
	NETIF_RECEIVE_SKB,
	CONSUME_SKB,
	KFREE_SKB,
	TRACEPOINTS,
};

/* An address of the lab; IPv4 in the first word alone. */
struct address {
	__be32 words[4];
};

/* What is told once, before the programs are loaded. */
struct settings {
	__u32 protocol; /* of IP: packets of others are not told of */
	/* what this kernel's tracepoints have as arguments */
	_Bool has_reason, has_location;
};

/* A packet of the lab at a tracepoint. */
struct hop {
	__u64 time; /* of the monotonic clock, ns */
	__u64 skb; /* its address in the kernel */
	__u64 location; /* where in the kernel it was freed; 0: not told */
	__u32 tracepoint;
	__u32 reason; /* of kfree_skb */
	__u32 netns; /* inode number; 0: the packet has no device any more */
	__u32 ifindex;
	__u32 cpu;
	__u32 length; /* from its data on: of the frame where it goes out, of the IP packet where it comes in */
	__u32 linear; /* bytes from its network header on that are not in fragments */
	char device[16];
	__u8 packet[PACKET_BYTES]; /* from the network header on */
};

#endif
