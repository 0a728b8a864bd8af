// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A load balancer on XDP, as Cilium's acceleration has it: what asks the service goes back out of the
 * device that it came in by, to the pod on another node, from this node's address (DNAT and SNAT); and
 * the answers the same way to who asked. Who asked is remembered by port, which stays as it was; real
 * ones choose another where two clients have the same. It is the service of
 * src/datapaths/topologies/xdp-load-balancer.ts; a test holds the two together.
 */
#include "lib/xdp.h"
#include <linux/tcp.h>
#include <linux/udp.h>

#define IP4(a, b, c, d) bpf_htonl((a) << 24 | (b) << 16 | (c) << 8 | (d))
#define WORD(high, low) bpf_htonl((__u32)(high) << 16 | (low))

#define PORT bpf_htons(8080)
#define SERVICE4 IP4(10, 96, 0, 50)
#define NODE4 IP4(192, 168, 50, 1)
#define BACKEND4 IP4(10, 244, 2, 12)
/* fd00:10:96::50, fd00:192:168:50::1, fd00:10:244:2::12 */
#define SERVICE6 { WORD(0xfd00, 0x10), WORD(0x96, 0), 0, WORD(0, 0x50) }
#define NODE6 { WORD(0xfd00, 0x192), WORD(0x168, 0x50), 0, WORD(0, 0x1) }
#define BACKEND6 { WORD(0xfd00, 0x10), WORD(0x244, 0x2), 0, WORD(0, 0x12) }

struct address {
	__be32 word[4];
};

/* Source and destination, as they follow each other in both headers. */
struct ends4 {
	__be32 source, destination;
};

struct ends6 {
	struct address source, destination;
};

struct asking {
	__be16 port;
	__u16 protocol;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct asking);
	__type(value, struct address);
} asked SEC(".maps");

/* TCP and UDP begin alike. */
struct ports {
	__be16 source, destination;
};

/* A checksum after a change of what it covers, as bpf_csum_diff() has it. */
static __always_inline __u16 changed(__u16 check, __s64 change)
{
	__u32 sum = (__u16)~check + ((__u32)change & 0xffff) + ((__u32)change >> 16);

	sum = (sum & 0xffff) + (sum >> 16);
	return ~((sum & 0xffff) + (sum >> 16));
}

/* The same in the header; false where there is none. */
static __always_inline int fix_l4(void *l4, void *end, __u8 protocol, __s64 change)
{
	struct tcphdr *tcp = l4;
	struct udphdr *udp = l4;

	if (protocol == IPPROTO_TCP) {
		if ((void *)(tcp + 1) > end)
			return 0;
		tcp->check = changed(tcp->check, change);
		return 1;
	}
	if ((void *)(udp + 1) > end)
		return 0;
	if (udp->check == 0)
		return 1; /* over IPv4 it may have none */
	udp->check = changed(udp->check, change);
	if (udp->check == 0)
		udp->check = 0xffff;
	return 1;
}

static __always_inline int is_same(const struct address *one, const struct address *other)
{
	return one->word[0] == other->word[0] && one->word[1] == other->word[1] &&
	       one->word[2] == other->word[2] && one->word[3] == other->word[3];
}

/* Back out of the device that it came in by. */
static __always_inline int hairpin(struct xdp_md *ctx)
{
	return xdp_route(ctx) == ctx->ingress_ifindex ? XDP_TX : XDP_DROP;
}

static __always_inline int balance4(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct ports *ports = (void *)(ip + 1);
	struct address client = {}, *found;
	struct ends4 old, new;
	struct asking key = {};
	__s64 change;

	if ((void *)(ports + 1) > end || ip->ihl != 5)
		return XDP_PASS;
	if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
		return XDP_PASS;
	old.source = ip->saddr;
	old.destination = ip->daddr;
	key.protocol = ip->protocol;
	if (ip->daddr == SERVICE4 && ports->destination == PORT) {
		key.port = ports->source;
		client.word[0] = ip->saddr;
		bpf_map_update_elem(&asked, &key, &client, BPF_ANY);
		new.source = NODE4;
		new.destination = BACKEND4;
	} else if (ip->saddr == BACKEND4 && ip->daddr == NODE4 && ports->source == PORT) {
		key.port = ports->destination;
		found = bpf_map_lookup_elem(&asked, &key);
		if (!found)
			return XDP_PASS;
		new.source = SERVICE4;
		new.destination = found->word[0];
	} else {
		return XDP_PASS;
	}
	change = bpf_csum_diff((__be32 *)&old, sizeof(old), (__be32 *)&new, sizeof(new), 0);
	if (!fix_l4(ports, end, ip->protocol, change))
		return XDP_DROP;
	ip->check = changed(ip->check, change);
	ip->saddr = new.source;
	ip->daddr = new.destination;
	return hairpin(ctx);
}

static __always_inline int balance6(struct xdp_md *ctx)
{
	const struct address service = { SERVICE6 }, node = { NODE6 }, backend = { BACKEND6 };
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ipv6hdr *ip = data + sizeof(struct ethhdr);
	struct ports *ports = (void *)(ip + 1);
	struct ends6 old, new;
	struct asking key = {};
	struct address *found;
	__s64 change;

	if ((void *)(ports + 1) > end)
		return XDP_PASS;
	if (ip->nexthdr != IPPROTO_TCP && ip->nexthdr != IPPROTO_UDP)
		return XDP_PASS;
	__builtin_memcpy(&old, &ip->saddr, sizeof(old));
	key.protocol = ip->nexthdr;
	if (is_same(&old.destination, &service) && ports->destination == PORT) {
		key.port = ports->source;
		bpf_map_update_elem(&asked, &key, &old.source, BPF_ANY);
		new.source = node;
		new.destination = backend;
	} else if (is_same(&old.source, &backend) && is_same(&old.destination, &node) &&
		   ports->source == PORT) {
		key.port = ports->destination;
		found = bpf_map_lookup_elem(&asked, &key);
		if (!found)
			return XDP_PASS;
		new.source = service;
		new.destination = *found;
	} else {
		return XDP_PASS;
	}
	change = bpf_csum_diff((__be32 *)&old, sizeof(old), (__be32 *)&new, sizeof(new), 0);
	if (!fix_l4(ports, end, ip->nexthdr, change))
		return XDP_DROP;
	__builtin_memcpy(&ip->saddr, &new, sizeof(new));
	return hairpin(ctx);
}

SEC("xdp")
int xdp_lb(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > (void *)(long)ctx->data_end)
		return XDP_PASS;
	if (eth->h_proto == bpf_htons(ETH_P_IP))
		return balance4(ctx);
	return eth->h_proto == bpf_htons(ETH_P_IPV6) ? balance6(ctx) : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
