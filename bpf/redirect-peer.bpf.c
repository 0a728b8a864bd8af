// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * eBPF host routing, as Cilium does it on the host side of a pod's veth: a packet that leaves one
 * pod goes straight into the network namespace of the next. The host side of the target's pair is
 * never passed, so a capture there does not see it.
 */
#include "lib/route.h"

#define PACKET_HOST 0 /* <linux/if_packet.h> */

SEC("tc")
int redirect_peer(struct __sk_buff *skb)
{
	int ifindex = route(skb);

	if (ifindex == NOT_ROUTED)
		return TC_ACT_OK;
	/*
	 * A frame out of a tunnel was not addressed to the tunnel device, so it counts as somebody
	 * else's; the pod would drop it. Newer kernels clear that mark themselves.
	 */
	bpf_skb_change_type(skb, PACKET_HOST);
	return bpf_redirect_peer(ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
