// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A policy that lets nothing out of the pod, enforced at XDP: what the node would forward is dropped
 * before there is an skb, and so before packet taps. What is for the node itself passes, as ARP does.
 */
#include "lib/xdp.h"

SEC("xdp")
int xdp_drop(struct xdp_md *ctx)
{
	struct bpf_fib_lookup fib = {};

	return xdp_lookup(ctx, &fib) == NOT_ROUTED ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
