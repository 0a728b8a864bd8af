// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Forwards as redirect does on tc, but from XDP: the frame goes out of the target's device before
 * there is an skb, and no tap of either device sees it. By index, not by a devmap, which would have
 * to be filled from inside the devices' namespace.
 */
#include "lib/xdp.h"

SEC("xdp")
int xdp_redirect(struct xdp_md *ctx)
{
	int ifindex = xdp_route(ctx);

	return ifindex == NOT_ROUTED ? XDP_PASS : bpf_redirect(ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
