// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * What the stand-in does with packets; functions bear the names of Cilium's own programs. Compiled
 * once for each way of working:
 *
 *   HOST_ROUTING     eBPF host routing; without it, "Legacy"
 *   TUNNEL           other nodes are behind cilium_vxlan, not behind eth0
 *   ENDPOINT_ROUTES  each pod has a route of its own in the node (matters to Legacy alone)
 *
 * There is no map: endpoints are in a routing table of the node's that only FROM_ENDPOINTS is
 * looked up in, one host route per pod of this node, one route per other node (image/lib.sh). Pods
 * that a policy lets nothing in to are in another, FROM_POLICY's, as prohibited.
 */
#include "../../../bpf/lib/route.h"

#define FROM_ENDPOINTS bpf_htonl(0xc6120004) /* 198.18.0.4 */
#define FROM_POLICY bpf_htonl(0xc6120005)    /* 198.18.0.5 */
#define PACKET_HOST 0                        /* <linux/if_packet.h> */
#define ARP_REQUEST 1
#define ARP_REPLY 2
#define TUNNEL_ID 2                          /* Cilium's identity "world" */
#define TUNNEL_KEY_SIZE __builtin_offsetof(struct bpf_tunnel_key, tunnel_label)

enum place { ELSEWHERE, THIS_NODE, OTHER_NODE };

/* Where the pod is that an IPv4 packet is for. ELSEWHERE: no pod's packet, and the stack's affair. */
static __always_inline enum place find(struct __sk_buff *skb, struct bpf_fib_lookup *fib)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	__be32 daddr;
	long rc;

	if ((void *)(ip + 1) > end || skb->protocol != bpf_htons(ETH_P_IP) || ip->ttl <= 1)
		return ELSEWHERE;
	daddr = ip->daddr;
	fib->family = AF_INET;
	fib->ifindex = skb->ifindex;
	fib->ipv4_src = FROM_ENDPOINTS;
	fib->ipv4_dst = daddr;
	rc = bpf_fib_lookup(skb, fib, sizeof(*fib), 0);
	if (rc != BPF_FIB_LKUP_RET_SUCCESS && rc != BPF_FIB_LKUP_RET_NO_NEIGH)
		return ELSEWHERE;
	if (fib->ipv4_dst != daddr) /* a next hop */
		return OTHER_NODE;
	return rc == BPF_FIB_LKUP_RET_SUCCESS ? THIS_NODE : ELSEWHERE;
}

/* Whether a policy of the pod that an IPv4 packet is for, on this node, drops it. */
static __always_inline int forbidden(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct bpf_fib_lookup fib = { .family = AF_INET, .ifindex = skb->ifindex, .ipv4_src = FROM_POLICY };

	if ((void *)(ip + 1) > end || skb->protocol != bpf_htons(ETH_P_IP))
		return 0;
	fib.ipv4_dst = ip->daddr;
	return bpf_fib_lookup(skb, &fib, sizeof(fib), 0) == BPF_FIB_LKUP_RET_PROHIBIT;
}

/* One hop: TTL - 1, and both MAC addresses for the pod. */
static __always_inline int hop(struct __sk_buff *skb, const struct bpf_fib_lookup *fib)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);

	if ((void *)(ip + 1) > end)
		return -1;
	ipv4_decrement_ttl(ip);
	__builtin_memcpy(eth->h_source, fib->smac, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, fib->dmac, ETH_ALEN);
	return 0;
}

/* Out of the host side of the pod's pair, where a capture sees it. */
static __always_inline int deliver(struct __sk_buff *skb, const struct bpf_fib_lookup *fib)
{
	return hop(skb, fib) ? TC_ACT_OK : bpf_redirect(fib->ifindex, 0);
}

/* Straight into the pod, past the host side, if host routing is on. */
static __always_inline int deliver_fast(struct __sk_buff *skb, const struct bpf_fib_lookup *fib)
{
#ifdef HOST_ROUTING
	return hop(skb, fib) ? TC_ACT_OK : bpf_redirect_peer(fib->ifindex, 0);
#else
	return deliver(skb, fib);
#endif
}

/* Whatever address the pod asks for is at the host side's MAC address. */
static __always_inline int answer_arp(struct __sk_buff *skb)
{
	struct arp {
		struct ethhdr eth;
		__be16 hardware, protocol;
		__u8 hardware_len, protocol_len;
		__be16 op;
		__u8 sender_mac[ETH_ALEN];
		__be32 sender;
		__u8 target_mac[ETH_ALEN];
		__be32 target;
	} __attribute__((packed)) *arp = (void *)(long)skb->data;
	struct bpf_fib_lookup fib = { .family = AF_INET, .ifindex = skb->ifindex };
	__be32 asked;

	if ((void *)(arp + 1) > (void *)(long)skb->data_end || arp->op != bpf_htons(ARP_REQUEST))
		return TC_ACT_OK;
	/* the pod's own route leads out of this device, whose MAC address comes with it */
	fib.ipv4_src = FROM_ENDPOINTS;
	fib.ipv4_dst = asked = arp->sender;
	if (bpf_fib_lookup(skb, &fib, sizeof(fib), 0) != BPF_FIB_LKUP_RET_SUCCESS ||
	    fib.ipv4_dst != asked || arp->target == asked)
		return TC_ACT_OK;
	arp->op = bpf_htons(ARP_REPLY);
	__builtin_memcpy(arp->eth.h_dest, arp->sender_mac, ETH_ALEN);
	__builtin_memcpy(arp->eth.h_source, fib.smac, ETH_ALEN);
	__builtin_memcpy(arp->target_mac, arp->sender_mac, ETH_ALEN);
	__builtin_memcpy(arp->sender_mac, fib.smac, ETH_ALEN);
	arp->sender = arp->target;
	arp->target = asked;
	return bpf_redirect(skb->ifindex, 0);
}

/* lxc, ingress: a packet that leaves a pod. */
SEC("tc/cil_from_container")
int cil_from_container(struct __sk_buff *skb)
{
	struct bpf_fib_lookup fib = {};

	if (skb->protocol == bpf_htons(ETH_P_ARP))
		return answer_arp(skb);
	if (forbidden(skb))
		return TC_ACT_SHOT;
	switch (find(skb, &fib)) {
	case THIS_NODE:
#if !defined(HOST_ROUTING) && defined(ENDPOINT_ROUTES)
		return TC_ACT_OK;
#else
		return deliver_fast(skb, &fib);
#endif
	case OTHER_NODE:
#if defined(TUNNEL)
		return bpf_redirect(fib.ifindex, 0);
#elif defined(HOST_ROUTING)
	{
		struct bpf_redir_neigh next = { .nh_family = AF_INET, .ipv4_nh = fib.ipv4_dst };

		return hop(skb, &fib) ? TC_ACT_OK : bpf_redirect_neigh(fib.ifindex, &next, sizeof(next), 0);
	}
#endif
	default:
		return TC_ACT_OK;
	}
}

/* eth0, ingress: a packet off the wire. */
SEC("tc/cil_from_netdev")
int cil_from_netdev(struct __sk_buff *skb)
{
#ifdef HOST_ROUTING
	struct bpf_fib_lookup fib = {};
#endif

	if (forbidden(skb))
		return TC_ACT_SHOT;
#ifdef HOST_ROUTING
	if (find(skb, &fib) == THIS_NODE)
		return deliver_fast(skb, &fib);
#endif
	return TC_ACT_OK;
}

/* cilium_host, egress: what the node's stack sends or forwards to pods. */
SEC("tc/cil_from_host")
int cil_from_host(struct __sk_buff *skb)
{
	struct bpf_fib_lookup fib = {};
	enum place place = find(skb, &fib);

	if (place == THIS_NODE)
		return deliver(skb, &fib);
#ifdef TUNNEL
	if (place == OTHER_NODE)
		return bpf_redirect(fib.ifindex, 0);
#endif
	return TC_ACT_OK;
}

/* cilium_vxlan, ingress: a packet out of the tunnel. It was not addressed to the tunnel device. */
SEC("tc/cil_from_overlay")
int cil_from_overlay(struct __sk_buff *skb)
{
	struct bpf_fib_lookup fib = {};

	if (forbidden(skb))
		return TC_ACT_SHOT;
	bpf_skb_change_type(skb, PACKET_HOST);
	return find(skb, &fib) == THIS_NODE ? deliver_fast(skb, &fib) : TC_ACT_OK;
}

/* cilium_vxlan, egress: the tunnel device is told which node the packet is for. */
SEC("tc/cil_to_overlay")
int cil_to_overlay(struct __sk_buff *skb)
{
	struct bpf_tunnel_key key = { .tunnel_id = TUNNEL_ID, .tunnel_ttl = 64 };
	struct bpf_fib_lookup fib = {};

	if (find(skb, &fib) != OTHER_NODE)
		return TC_ACT_SHOT;
	key.remote_ipv4 = bpf_ntohl(fib.ipv4_dst);
	return bpf_skb_set_tunnel_key(skb, &key, TUNNEL_KEY_SIZE, BPF_F_ZERO_CSUM_TX) ? TC_ACT_SHOT : TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
