// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Socket LB of the stand-in: on the cgroup of all of the node's pods it puts the address of a
 * service's backend in the place of the service's. The agent fills the map.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* All in network byte order but the protocol. */
struct frontend {
	__be32 address;
	__be16 port;
	__u8 protocol, unused;
};

struct backend {
	__be32 address;
	__be16 port, unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct frontend);
	__type(value, struct backend);
} services SEC(".maps");

SEC("cgroup/connect4")
int cil_sock4_connect(struct bpf_sock_addr *ctx)
{
	struct frontend asked = {
		.address = ctx->user_ip4,
		.port = ctx->user_port,
		.protocol = ctx->protocol,
	};
	const struct backend *backend = bpf_map_lookup_elem(&services, &asked);

	if (backend) {
		ctx->user_ip4 = backend->address;
		ctx->user_port = backend->port;
	}
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
