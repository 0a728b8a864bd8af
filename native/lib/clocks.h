/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CNI_LAB_CLOCKS_H
#define CNI_LAB_CLOCKS_H

#include <time.h>

static long long nanoseconds(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* By the quickest of some readings, between which the least time has passed. */
static long long offset_of_clocks(void)
{
	long long offset = 0, least = -1;

	for (int i = 0; i < 20; i++) {
		long long before = nanoseconds(CLOCK_MONOTONIC);
		long long wall = nanoseconds(CLOCK_REALTIME);
		long long taken = nanoseconds(CLOCK_MONOTONIC) - before;

		if (least < 0 || taken < least) {
			least = taken;
			offset = wall - before - taken / 2;
		}
	}
	return offset;
}

#endif
