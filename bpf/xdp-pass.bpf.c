// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Passes everything. A veth takes frames that XDP sends or redirects to it only if it has a receive
 * ring of its own, and it has one while a program is on it.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int xdp_pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
