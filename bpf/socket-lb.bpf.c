// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A service's address translated in connect(2), as Cilium's socket LB does it: on the cgroup of the
 * client, so that the kernel makes the connection to a pod's address, and no packet ever bears the
 * service's. TCP, and UDP sockets that are connected.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "lib/service.h"

#define GO_ON 1

/* Named as bpftool pins them, by function or, in old versions, by section. */
SEC("cgroup/connect4")
int cgroup_connect4(struct bpf_sock_addr *ctx)
{
	if (ctx->user_port == bpf_htons(PORT) && ctx->user_ip4 == SERVICE4)
		ctx->user_ip4 = BACKEND4;
	return GO_ON;
}

SEC("cgroup/connect6")
int cgroup_connect6(struct bpf_sock_addr *ctx)
{
	if (ctx->user_port == bpf_htons(PORT) && ctx->user_ip6[0] == FIRST &&
	    ctx->user_ip6[1] == SERVICE6 && ctx->user_ip6[2] == 0 &&
	    ctx->user_ip6[3] == SERVICE6_LAST) {
		ctx->user_ip6[1] = BACKEND6;
		ctx->user_ip6[3] = BACKEND6_LAST;
	}
	return GO_ON;
}

char LICENSE[] SEC("license") = "GPL";
