// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Why the kernel drops packets of one flow in one network namespace: it counts them by reason and
 * device, at the tracepoint where the kernel tells it (from Linux 5.17 on). native/drops.c loads it.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "lib/drops.h"

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
	possible_net_t nd_net;
};

struct sk_buff {
	struct net_device *dev;
	unsigned char *head;
	__u16 network_header;
	__be16 protocol;
};
#pragma clang attribute pop

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct flow);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MOST_DROPS);
	__type(key, struct drop);
	__type(value, __u64);
} drops SEC(".maps");

/* Whether it is a packet of the flow, by its IP header: its offsets of protocol and addresses. */
static __always_inline int is_of(struct sk_buff *skb, const struct flow *flow)
{
	unsigned char *header = skb->head + skb->network_header;
	__u32 source[4] = {}, destination[4] = {};
	__u8 protocol = 0;

	if (skb->protocol == bpf_htons(ETH_P_IPV6) && flow->is_ipv6) {
		bpf_probe_read_kernel(&protocol, 1, header + 6);
		bpf_probe_read_kernel(source, 16, header + 8);
		bpf_probe_read_kernel(destination, 16, header + 24);
	} else if (skb->protocol == bpf_htons(ETH_P_IP) && !flow->is_ipv6) {
		bpf_probe_read_kernel(&protocol, 1, header + 9);
		bpf_probe_read_kernel(source, 4, header + 12);
		bpf_probe_read_kernel(destination, 4, header + 16);
	}
	for (int i = 0; i < 4; i++) {
		if (source[i] != flow->source[i] || destination[i] != flow->destination[i])
			return 0;
	}
	return protocol == flow->protocol;
}

/* Arguments: the packet, where in the kernel it is dropped, why. */
SEC("tp_btf/kfree_skb")
int drops_of_flow(__u64 *arguments)
{
	struct sk_buff *skb = (void *)arguments[0];
	struct net_device *device = skb->dev;
	struct drop drop = { .reason = arguments[2] };
	__u32 only = 0;
	__u64 none = 0, *count;
	struct flow *flow = bpf_map_lookup_elem(&flows, &only);

	if (!flow || !device || device->nd_net.net->ns.inum != flow->netns || !is_of(skb, flow))
		return 0;
	bpf_probe_read_kernel(drop.device, sizeof(drop.device), device->name);
	bpf_map_update_elem(&drops, &drop, &none, BPF_NOEXIST);
	count = bpf_map_lookup_elem(&drops, &drop);
	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
