/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
#ifndef CNI_LAB_DROPS_H
#define CNI_LAB_DROPS_H

#include <linux/types.h>

/* What bpf/drops.bpf.c and native/drops.c tell each other. */
#define MOST_DROPS 64

/* Packets to be watched; addresses of IPv4 in the first word alone. */
struct flow {
	__u32 netns; /* inode number */
	__u32 is_ipv6;
	__u32 protocol;
	__be32 source[4], destination[4];
};

struct drop {
	__u32 reason;
	char device[16];
};

#endif
