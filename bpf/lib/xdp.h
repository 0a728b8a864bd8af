/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
#ifndef CNI_LAB_XDP_H
#define CNI_LAB_XDP_H

#include "route.h"

/* lookup() and route() for programs on XDP, which run before there is an skb. */

static __always_inline int xdp_lookup(struct xdp_md *ctx, struct bpf_fib_lookup *fib)
{
	return lookup_frame(ctx, ctx->ingress_ifindex, (void *)(long)ctx->data,
			    (void *)(long)ctx->data_end, fib);
}

static __always_inline int xdp_route(struct xdp_md *ctx)
{
	return route_frame(ctx, ctx->ingress_ifindex, (void *)(long)ctx->data,
			   (void *)(long)ctx->data_end);
}

#endif
