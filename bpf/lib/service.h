/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
#ifndef CNI_LAB_SERVICE_H
#define CNI_LAB_SERVICE_H

#include <linux/types.h>
#include <bpf/bpf_endian.h>

/*
 * The service of src/datapaths/topologies/service.ts, and the pod behind it; a test holds the two
 * together.
 */
#define IP4(a, b, c, d) bpf_htonl((a) << 24 | (b) << 16 | (c) << 8 | (d))
#define WORD(high, low) bpf_htonl((__u32)(high) << 16 | (low))

#define PORT 8080
#define SERVICE4 IP4(10, 96, 0, 50)
#define BACKEND4 IP4(10, 244, 1, 12)
/* fd00:10:96::50 and fd00:10:244:1::12, which share their first and third words */
#define FIRST WORD(0xfd00, 0x10)
#define SERVICE6 WORD(0x96, 0)
#define SERVICE6_LAST WORD(0, 0x50)
#define BACKEND6 WORD(0x244, 1)
#define BACKEND6_LAST WORD(0, 0x12)

#endif
