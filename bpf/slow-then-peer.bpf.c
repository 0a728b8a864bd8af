// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * As Calico's eBPF data plane does it on the host side of a pod's veth: what belongs to no known flow
 * is routed and sent out of the host side of the next pod, one off the TTL, so that the programs there
 * have their say; what belongs to one goes straight into the next pod, as the pod sent it. Calico's
 * connection tracking knows a flow when the policies of both sides allowed it, which the first packet
 * brings about; here it is known as soon as one was seen, either way.
 */
#include "lib/route.h"

/* Either way the same: the end with the lower address first. */
struct flow {
	__be32 low[4], high[4];
	__u32 ports[2]; /* or, with ICMP, its id */
	__u32 protocol;
};

/* One for all programs of the node: tc finds it by its name, for as long as it loads them. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
	__type(key, struct flow);
	__type(value, __u8);
} known SEC(".maps");

static __always_inline int is_echo6(__u32 protocol, __be16 *l4)
{
	__u8 type = *(__u8 *)l4;

	return protocol == IPPROTO_ICMPV6 && (type == 128 || type == 129);
}

/* Returns 0, or -1 for what is no flow: ARP, neighbour discovery. */
static __always_inline int flow_of(struct __sk_buff *skb, struct flow *flow)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip4 = data + sizeof(struct ethhdr);
	struct ipv6hdr *ip6 = data + sizeof(struct ethhdr);
	__be32 source[4] = {}, destination[4] = {};
	__be16 *l4;
	int up;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		l4 = (void *)(ip4 + 1);
		if ((void *)(l4 + 4) > end || ip4->ihl != 5)
			return -1;
		source[3] = ip4->saddr;
		destination[3] = ip4->daddr;
		flow->protocol = ip4->protocol;
	} else if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
		l4 = (void *)(ip6 + 1);
		if ((void *)(l4 + 4) > end)
			return -1;
		__builtin_memcpy(source, &ip6->saddr, sizeof(source));
		__builtin_memcpy(destination, &ip6->daddr, sizeof(destination));
		flow->protocol = ip6->nexthdr;
	} else {
		return -1;
	}
	/* addresses of one node's pods differ at their end */
	up = source[3] < destination[3];
	__builtin_memcpy(flow->low, up ? source : destination, sizeof(source));
	__builtin_memcpy(flow->high, up ? destination : source, sizeof(source));
	if (flow->protocol == IPPROTO_TCP || flow->protocol == IPPROTO_UDP) {
		flow->ports[0] = up ? l4[0] : l4[1];
		flow->ports[1] = up ? l4[1] : l4[0];
	} else if (flow->protocol == IPPROTO_ICMP || is_echo6(flow->protocol, l4)) {
		flow->ports[0] = l4[2];
	} else {
		return -1;
	}
	return 0;
}

SEC("tc")
int slow_then_peer(struct __sk_buff *skb)
{
	struct bpf_fib_lookup fib = {};
	struct flow flow = {};
	__u8 seen = 1;
	int ifindex;

	if (flow_of(skb, &flow))
		return TC_ACT_OK;
	if (!bpf_map_lookup_elem(&known, &flow)) {
		bpf_map_update_elem(&known, &flow, &seen, BPF_ANY);
		ifindex = route(skb);
		return ifindex == NOT_ROUTED ? TC_ACT_OK : bpf_redirect(ifindex, 0);
	}
	if (lookup(skb, &fib) == NOT_ROUTED)
		return TC_ACT_OK;
	return bpf_redirect_peer(fib.ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
