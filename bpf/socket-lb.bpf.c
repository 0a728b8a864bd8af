// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * A service's address translated at the socket, as Cilium's socket LB does it: on the cgroup of the
 * client, so that the kernel makes the connection to a pod's address, and no packet ever bears the
 * service's. In connect(2) for TCP, and for UDP sockets that are connected; in sendmsg(2) for each
 * datagram of those that are not, and back in recvmsg(2), for they look who it is that answers.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "lib/service.h"

#define GO_ON 1

/* A socket, and the pod that it was sent to in place of the service. */
struct sent {
	__u64 socket;
	__be32 address[4];
	__u32 port;
	__u32 padding;
};

/* What the socket asked for. The programs of one object share it. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct sent);
	__type(value, __be32[4]);
} asked SEC(".maps");

/* No pod behind the service has another port than it has. */
static __always_inline int translate4(struct bpf_sock_addr *ctx)
{
	if (ctx->user_port != bpf_htons(PORT) || ctx->user_ip4 != SERVICE4)
		return 0;
	ctx->user_ip4 = BACKEND4;
	return 1;
}

static __always_inline int translate6(struct bpf_sock_addr *ctx)
{
	if (ctx->user_port != bpf_htons(PORT) || ctx->user_ip6[0] != FIRST ||
	    ctx->user_ip6[1] != SERVICE6 || ctx->user_ip6[2] != 0 ||
	    ctx->user_ip6[3] != SERVICE6_LAST)
		return 0;
	ctx->user_ip6[1] = BACKEND6;
	ctx->user_ip6[3] = BACKEND6_LAST;
	return 1;
}

/* Named as bpftool pins them, by function or, in old versions, by section. */
SEC("cgroup/connect4")
int cgroup_connect4(struct bpf_sock_addr *ctx)
{
	translate4(ctx);
	return GO_ON;
}

SEC("cgroup/connect6")
int cgroup_connect6(struct bpf_sock_addr *ctx)
{
	translate6(ctx);
	return GO_ON;
}

SEC("cgroup/sendmsg4")
int cgroup_sendmsg4(struct bpf_sock_addr *ctx)
{
	struct sent sent = { .address = { BACKEND4 }, .port = bpf_htons(PORT) };
	__be32 service[4] = { SERVICE4 };

	if (translate4(ctx)) {
		sent.socket = bpf_get_socket_cookie(ctx);
		bpf_map_update_elem(&asked, &sent, service, BPF_ANY);
	}
	return GO_ON;
}

SEC("cgroup/sendmsg6")
int cgroup_sendmsg6(struct bpf_sock_addr *ctx)
{
	struct sent sent = { .address = { FIRST, BACKEND6, 0, BACKEND6_LAST }, .port = bpf_htons(PORT) };
	__be32 service[4] = { FIRST, SERVICE6, 0, SERVICE6_LAST };

	if (translate6(ctx)) {
		sent.socket = bpf_get_socket_cookie(ctx);
		bpf_map_update_elem(&asked, &sent, service, BPF_ANY);
	}
	return GO_ON;
}

SEC("cgroup/recvmsg4")
int cgroup_recvmsg4(struct bpf_sock_addr *ctx)
{
	struct sent sent = { .address = { ctx->user_ip4 }, .port = ctx->user_port };
	__be32 *service;

	sent.socket = bpf_get_socket_cookie(ctx);
	service = bpf_map_lookup_elem(&asked, &sent);
	if (service)
		ctx->user_ip4 = service[0];
	return GO_ON;
}

SEC("cgroup/recvmsg6")
int cgroup_recvmsg6(struct bpf_sock_addr *ctx)
{
	struct sent sent = { .port = ctx->user_port };
	__be32 *service;

	sent.address[0] = ctx->user_ip6[0];
	sent.address[1] = ctx->user_ip6[1];
	sent.address[2] = ctx->user_ip6[2];
	sent.address[3] = ctx->user_ip6[3];
	sent.socket = bpf_get_socket_cookie(ctx);
	service = bpf_map_lookup_elem(&asked, &sent);
	if (service) {
		ctx->user_ip6[0] = service[0];
		ctx->user_ip6[1] = service[1];
		ctx->user_ip6[2] = service[2];
		ctx->user_ip6[3] = service[3];
	}
	return GO_ON;
}

char LICENSE[] SEC("license") = "GPL";
