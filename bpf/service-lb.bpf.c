// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A service translated packet by packet, as Cilium does it at tc ingress of a pod's host side where
 * socket LB is off: the destination of what a pod sends to the service (DNAT), and the source of what
 * the pod behind it sends from its port (reverse DNAT); then eBPF host routing. Cilium knows by its
 * connection tracking which replies to put back; this program puts back all from that port.
 */
#include "lib/route.h"
#include "lib/service.h"

#define IP_AT ((int)sizeof(struct ethhdr))

/* UDP over IPv4 may have none; what a checksum covers beside the payload has the addresses in it. */
static __always_inline int fix_l4(struct __sk_buff *skb, int l4, __u8 protocol, __u64 diff)
{
	if (protocol == IPPROTO_TCP)
		return bpf_l4_csum_replace(skb, l4 + 16, 0, diff, BPF_F_PSEUDO_HDR);
	return bpf_l4_csum_replace(skb, l4 + 6, 0, diff, BPF_F_PSEUDO_HDR | BPF_F_MARK_MANGLED_0);
}

static __always_inline int put4(struct __sk_buff *skb, int at, __be32 from, __be32 to, __u8 protocol)
{
	__u64 diff = bpf_csum_diff(&from, sizeof(from), &to, sizeof(to), 0);

	return fix_l4(skb, IP_AT + sizeof(struct iphdr), protocol, diff) ||
	       bpf_l3_csum_replace(skb, IP_AT + __builtin_offsetof(struct iphdr, check), from, to, 4) ||
	       bpf_skb_store_bytes(skb, at, &to, sizeof(to), 0);
}

/* IPv6 has no checksum of its own. */
static __always_inline int put6(struct __sk_buff *skb, int at, __be32 *from, __be32 *to, __u8 protocol)
{
	__u64 diff = bpf_csum_diff(from, 16, to, 16, 0);

	return fix_l4(skb, IP_AT + sizeof(struct ipv6hdr), protocol, diff) ||
	       bpf_skb_store_bytes(skb, at, to, 16, 0);
}

static __always_inline int is_same(const __be32 *one, const __be32 *other)
{
	return one[0] == other[0] && one[1] == other[1] && one[2] == other[2] && one[3] == other[3];
}

static __always_inline int translate4(struct __sk_buff *skb)
{
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip = (void *)(long)skb->data + IP_AT;
	__be16 *ports = (void *)(ip + 1); /* source, destination: first in TCP and UDP alike */

	if ((void *)(ports + 2) > end || ip->ihl != 5)
		return 0;
	if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
		return 0;
	if (ip->daddr == SERVICE4 && ports[1] == bpf_htons(PORT))
		return put4(skb, IP_AT + __builtin_offsetof(struct iphdr, daddr), SERVICE4, BACKEND4,
			    ip->protocol);
	if (ip->saddr == BACKEND4 && ports[0] == bpf_htons(PORT))
		return put4(skb, IP_AT + __builtin_offsetof(struct iphdr, saddr), BACKEND4, SERVICE4,
			    ip->protocol);
	return 0;
}

static __always_inline int translate6(struct __sk_buff *skb)
{
	__be32 service[] = { FIRST, SERVICE6, 0, SERVICE6_LAST };
	__be32 backend[] = { FIRST, BACKEND6, 0, BACKEND6_LAST };
	void *end = (void *)(long)skb->data_end;
	struct ipv6hdr *ip = (void *)(long)skb->data + IP_AT;
	__be16 *ports = (void *)(ip + 1);

	if ((void *)(ports + 2) > end)
		return 0;
	if (ip->nexthdr != IPPROTO_TCP && ip->nexthdr != IPPROTO_UDP)
		return 0;
	if (is_same(ip->daddr.in6_u.u6_addr32, service) && ports[1] == bpf_htons(PORT))
		return put6(skb, IP_AT + __builtin_offsetof(struct ipv6hdr, daddr), service, backend,
			    ip->nexthdr);
	if (is_same(ip->saddr.in6_u.u6_addr32, backend) && ports[0] == bpf_htons(PORT))
		return put6(skb, IP_AT + __builtin_offsetof(struct ipv6hdr, saddr), backend, service,
			    ip->nexthdr);
	return 0;
}

SEC("tc")
int service_lb(struct __sk_buff *skb)
{
	int ifindex, failed = 0;

	if (skb->protocol == bpf_htons(ETH_P_IP))
		failed = translate4(skb);
	else if (skb->protocol == bpf_htons(ETH_P_IPV6))
		failed = translate6(skb);
	if (failed)
		return TC_ACT_SHOT;
	ifindex = route(skb);
	return ifindex == NOT_ROUTED ? TC_ACT_OK : bpf_redirect_peer(ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
