// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * The same program but for one helper: bpf_redirect() sends the packet out of the host side of the
 * target's pair, where a capture sees it. The difference to redirect-peer is that helper alone.
 */
#include "lib/route.h"

SEC("tc")
int redirect(struct __sk_buff *skb)
{
	int ifindex = route(skb);

	return ifindex == NOT_ROUTED ? TC_ACT_OK : bpf_redirect(ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
