// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * The kernel's own list of hops: the packets of one lab at the tracepoints where they leave by a device,
 * are queued, are received, and are freed. native/trace.c loads it.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "lib/trace.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct net_device {
	char name[16];
	int ifindex;
	possible_net_t nd_net;
};

struct sock_common {
	possible_net_t skc_net;
};

struct sock {
	struct sock_common __sk_common;
};

struct sk_buff {
	struct net_device *dev;
	struct sock *sk;
	unsigned int len, data_len;
	__u16 network_header;
	unsigned char *head, *data;
};
#pragma clang attribute pop

const volatile struct settings settings = {};

/* Inode numbers of the lab's network namespaces. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MOST_PLACES);
	__type(key, __u32);
	__type(value, __u8);
} places SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct address);
	__type(value, __u8);
} addresses SEC(".maps");

/* Packets that are under way, by their address. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, __u8);
} under_way SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 22);
} hops SEC(".maps");

/* Hops that found no room. */
__u64 lost = 0;

#define MOST_HEADERS 3
#define ETHERNET 14
#define VXLAN_PORT 4789
#define VXLAN_PORT_OF_OLD 8472
#define GENEVE_PORT 6081
#define FLANNEL_PORT 8285 /* IP in UDP, by a process */
#define GRE_OF_FRAMES 0x6558

/* Bytes of GRE's header, as its flags have it, and of the frame's in it. */
static __always_inline int gre_length(const __u8 *gre)
{
	__u16 inner = gre[2] << 8 | gre[3];

	return 4 + (gre[0] & 0x80 ? 4 : 0) + (gre[0] & 0x20 ? 4 : 0) + (gre[0] & 0x10 ? 4 : 0) +
	       (inner == GRE_OF_FRAMES ? ETHERNET : 0);
}

/* Bytes from the end of an IP header to the IP header of what a tunnel carries; 0 for what is no tunnel. */
static __always_inline int tunnel_length(__u8 carried, const unsigned char *at)
{
	__u8 next[16] = {};

	if (carried == IPPROTO_IPIP || carried == IPPROTO_IPV6)
		return -1;
	bpf_probe_read_kernel(next, sizeof(next), at);
	if (carried == IPPROTO_GRE)
		return gre_length(next);
	if (carried != IPPROTO_UDP)
		return 0;
	__u16 port = next[2] << 8 | next[3];

	if (port == VXLAN_PORT || port == VXLAN_PORT_OF_OLD)
		return 8 + 8 + ETHERNET;
	if (port == FLANNEL_PORT)
		return 8;
	if (port == GENEVE_PORT)
		return 8 + 8 + (next[8] & 0x3f) * 4 + ETHERNET;
	return 0;
}

/* Whether it is a packet of the lab's own, be it in a tunnel's: by its innermost IP header. */
static __always_inline bool is_of_lab(const unsigned char *at)
{
	for (int i = 0; i < MOST_HEADERS; i++) {
		struct address source = {}, destination = {};
		__u8 ip[40] = {}, carried;

		bpf_probe_read_kernel(ip, sizeof(ip), at);
		if (ip[0] >> 4 == 4) {
			carried = ip[9];
			__builtin_memcpy(source.words, ip + 12, 4);
			__builtin_memcpy(destination.words, ip + 16, 4);
			at += (ip[0] & 0xf) * 4;
		} else if (ip[0] >> 4 == 6) {
			carried = ip[6];
			__builtin_memcpy(source.words, ip + 8, 16);
			__builtin_memcpy(destination.words, ip + 24, 16);
			at += 40;
		} else {
			return false;
		}
		if (carried == settings.protocol && bpf_map_lookup_elem(&addresses, &source) &&
		    bpf_map_lookup_elem(&addresses, &destination))
			return true;
		int length = tunnel_length(carried, at);

		if (length == 0)
			return false;
		at += length < 0 ? 0 : length;
	}
	return false;
}

struct free {
	__u64 location;
	__u32 reason;
};

/* What is to be told of a packet; of one that is in no place any more `netns` and `device` are 0. */
static __always_inline void describe(struct hop *hop, struct sk_buff *skb, __u32 netns,
				     struct net_device *device, unsigned char *at)
{
	hop->time = bpf_ktime_get_ns();
	hop->skb = (__u64)skb;
	hop->netns = netns;
	hop->ifindex = device ? device->ifindex : 0;
	hop->cpu = bpf_get_smp_processor_id();
	hop->length = skb->len;
	hop->linear = skb->data - at + skb->len - skb->data_len;
	__builtin_memset(hop->device, 0, sizeof(hop->device));
	if (device)
		bpf_probe_read_kernel(hop->device, sizeof(hop->device), device->name);
	/* never beyond the buffer: behind the bytes of a packet it has as much of the kernel's own */
	bpf_probe_read_kernel(hop->packet, sizeof(hop->packet), at);
}

/* Tells of a packet whose network header is at `at`, if it is of the lab. */
static __always_inline void tell(enum tracepoint tracepoint, struct sk_buff *skb,
				 struct net_device *device, unsigned char *at, struct free free)
{
	bool is_freed = tracepoint == CONSUME_SKB || tracepoint == KFREE_SKB;
	/* a socket that took it may have put something else in the place of its device: that reads as 0 */
	__u32 netns = device ? device->nd_net.net->ns.inum : 0;
	__u64 address = (__u64)skb;
	bool is_under_way = bpf_map_lookup_elem(&under_way, &address);
	bool has_place = bpf_map_lookup_elem(&places, &netns);
	struct sock *sender = skb->sk;
	__u8 one = 1;

	if (netns == 0 && is_freed && !is_under_way && sender) {
		/* dropped on its way out, before it had a device */
		netns = sender->__sk_common.skc_net.net->ns.inum;
		device = 0;
		has_place = bpf_map_lookup_elem(&places, &netns);
	}
	/* not told where all packets end, so others may have its address by now */
	if (is_under_way && (is_freed || !has_place))
		bpf_map_delete_elem(&under_way, &address);
	/* of a packet that has come to a socket the kernel knows no device any more */
	if (!has_place && !(is_freed && is_under_way && netns == 0))
		return;
	/* what captures take is a copy, which nobody saw under way */
	if (tracepoint == CONSUME_SKB && !is_under_way)
		return;
	if (!is_of_lab(at))
		return;
	if (!is_freed)
		bpf_map_update_elem(&under_way, &address, &one, BPF_ANY);
	struct hop *hop = bpf_ringbuf_reserve(&hops, sizeof(*hop), 0);

	if (!hop) {
		__sync_fetch_and_add(&lost, 1);
		return;
	}
	hop->tracepoint = tracepoint;
	hop->location = free.location;
	hop->reason = free.reason;
	describe(hop, skb, has_place ? netns : 0, has_place ? device : 0, at);
	bpf_ringbuf_submit(hop, 0);
}

#define NOT_FREED (struct free){}

/* Arguments: the packet, the device that it goes out of. */
SEC("tp_btf/net_dev_start_xmit")
int net_dev_start_xmit(__u64 *arguments)
{
	struct sk_buff *skb = (void *)arguments[0];

	tell(NET_DEV_START_XMIT, skb, (void *)arguments[1], skb->head + skb->network_header, NOT_FREED);
	return 0;
}

/* Below, the network header begins where the data does: nobody has set it yet. */
SEC("tp_btf/netif_rx")
int netif_rx(__u64 *arguments)
{
	struct sk_buff *skb = (void *)arguments[0];

	tell(NETIF_RX, skb, skb->dev, skb->data, NOT_FREED);
	return 0;
}

SEC("tp_btf/netif_receive_skb")
int netif_receive_skb(__u64 *arguments)
{
	struct sk_buff *skb = (void *)arguments[0];

	tell(NETIF_RECEIVE_SKB, skb, skb->dev, skb->data, NOT_FREED);
	return 0;
}

/* Arguments: the packet, where it is freed (from Linux 6.3 on). */
SEC("tp_btf/consume_skb")
int consume_skb(__u64 *arguments)
{
	struct sk_buff *skb = (void *)arguments[0];
	struct free free = { .location = settings.has_location ? arguments[1] : 0 };

	tell(CONSUME_SKB, skb, skb->dev, skb->head + skb->network_header, free);
	return 0;
}

/* Arguments: the packet, where it is freed, why (from Linux 5.17 on). */
SEC("tp_btf/kfree_skb")
int kfree_skb(__u64 *arguments)
{
	struct sk_buff *skb = (void *)arguments[0];
	struct free free = { .location = arguments[1], .reason = settings.has_reason ? arguments[2] : 0 };

	tell(KFREE_SKB, skb, skb->dev, skb->head + skb->network_header, free);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
