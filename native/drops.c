// SPDX-License-Identifier: Apache-2.0
/*
 * Tells why the kernel drops packets of one flow, in the network namespace that it runs in:
 *
 *   drops OBJECT PROTOCOL SOURCE DESTINATION     PROTOCOL is a number
 *
 * It writes "ready" once it watches, and when it gets SIGTERM a line `REASON DEVICE PACKETS` for each
 * reason and device. Only its own file descriptors hold the program: it is gone with this process,
 * however that ends, and this process ends when nobody reads any more what it writes.
 * Exit codes: 0, 1 (the kernel cannot say; why is on stderr), 2 (usage).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include "../bpf/lib/drops.h"

#define PREFIX "SKB_DROP_REASON_"

static int refused(const char *what)
{
	fprintf(stderr, "drops: %s: %s\n", what, strerror(errno));
	return 1;
}

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

/* Returns what the kernel calls a reason, or null: that of a module, which its own BTF has. */
static const char *name_of(const struct btf *btf, const struct btf_type *reasons, __u32 reason)
{
	for (int i = 0; i < btf_vlen(reasons); i++) {
		const struct btf_enum *value = btf_enum(reasons) + i;
		const char *name = btf__name_by_offset(btf, value->name_off);

		if ((__u32)value->val == reason)
			return strncmp(name, PREFIX, strlen(PREFIX)) ? name : name + strlen(PREFIX);
	}
	return NULL;
}

static void tell(int drops, const struct btf *btf, const struct btf_type *reasons)
{
	struct drop drop, *previous = NULL;
	__u64 count;

	while (!bpf_map_get_next_key(drops, previous, &drop)) {
		const char *name = name_of(btf, reasons, drop.reason);

		previous = &drop;
		if (bpf_map_lookup_elem(drops, &drop, &count))
			continue;
		if (name)
			printf("%s", name);
		else
			printf("%u", drop.reason);
		printf(" %s %llu\n", drop.device, (unsigned long long)count);
	}
}

/* Returns 0, or -1 for what is no address. */
static int read_flow(char **arguments, struct flow *flow)
{
	struct stat netns;

	if (stat("/proc/self/ns/net", &netns))
		return -1;
	flow->netns = netns.st_ino;
	flow->protocol = atoi(arguments[0]);
	flow->is_ipv6 = strchr(arguments[1], ':') != NULL;
	int family = flow->is_ipv6 ? AF_INET6 : AF_INET;

	return inet_pton(family, arguments[1], flow->source) == 1 &&
	       inet_pton(family, arguments[2], flow->destination) == 1 ? 0 : -1;
}

/* Blocks until it is told to end, or nobody reads what is written any more. Returns whether it was told. */
static int wait_for_end(int signals)
{
	struct pollfd ends[] = { { .fd = signals, .events = POLLIN }, { .fd = STDOUT_FILENO } };

	while (poll(ends, 2, -1) < 0 && errno == EINTR)
		;
	return ends[0].revents != 0;
}

int main(int argc, char **argv)
{
	struct flow flow = {};
	__u32 only = 0;
	sigset_t ending;

	if (argc != 5 || read_flow(argv + 2, &flow)) {
		fprintf(stderr, "usage: drops OBJECT PROTOCOL SOURCE DESTINATION\n");
		return 2;
	}
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, NULL);
	libbpf_set_print(quiet);

	struct btf *btf = btf__load_vmlinux_btf();
	if (!btf)
		return refused("the kernel has no BTF");
	int id = btf__find_by_name_kind(btf, "skb_drop_reason", BTF_KIND_ENUM);
	if (id < 0) {
		fprintf(stderr, "drops: the kernel gives no reasons for drops, as it does from Linux 5.17 on\n");
		return 1;
	}
	struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		return refused("the kernel does not take the program");
	if (bpf_map_update_elem(bpf_object__find_map_fd_by_name(object, "flows"), &only, &flow, BPF_ANY) ||
	    !bpf_program__attach(bpf_object__next_program(object, NULL)))
		return refused("the kernel does not let drops be watched");

	int signals = signalfd(-1, &ending, 0);
	printf("ready\n");
	fflush(stdout);
	if (wait_for_end(signals))
		tell(bpf_object__find_map_fd_by_name(object, "drops"), btf, btf__type_by_id(btf, id));
	return 0;
}
