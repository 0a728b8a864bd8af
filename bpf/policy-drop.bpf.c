// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A network policy that lets nothing out of the pod, where Cilium enforces policies: at tc ingress of
 * the pod's host side, before the packet is routed or redirected anywhere. ARP is none of its business.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int policy_drop(struct __sk_buff *skb)
{
	int is_ip = skb->protocol == bpf_htons(ETH_P_IP) || skb->protocol == bpf_htons(ETH_P_IPV6);

	return is_ip ? TC_ACT_SHOT : TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
