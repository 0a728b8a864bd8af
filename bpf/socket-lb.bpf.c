// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A service's address translated in connect(2), as Cilium's socket LB does it: on the cgroup of the
 * client, so that the kernel makes the connection to a pod's address, and no packet ever bears the
 * service's. TCP, and UDP sockets that are connected. It is the service of
 * src/datapaths/topologies/service.ts; a test holds the two together.
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define IP4(a, b, c, d) bpf_htonl((a) << 24 | (b) << 16 | (c) << 8 | (d))
#define WORD(high, low) bpf_htonl((__u32)(high) << 16 | (low))
#define GO_ON 1

#define PORT 8080
#define SERVICE4 IP4(10, 96, 0, 50)
#define BACKEND4 IP4(10, 244, 1, 12)
/* fd00:10:96::50 and fd00:10:244:1::12, which share their first and third words */
#define FIRST WORD(0xfd00, 0x10)
#define SERVICE6 WORD(0x96, 0)
#define SERVICE6_LAST WORD(0, 0x50)
#define BACKEND6 WORD(0x244, 1)
#define BACKEND6_LAST WORD(0, 0x12)

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
