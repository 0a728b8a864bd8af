// SPDX-License-Identifier: Apache-2.0
/*
 * Tells by which of the kernel's tracepoints the packets of one lab go:
 *
 *   trace OBJECT hops|drops PROTOCOL ADDRESS,ADDRESS... PLACE=NETNS...
 *
 * Packets of an IP protocol (a number) between any two of these addresses, in the network namespaces
 * that these paths lead to; `drops`: only where they are dropped. It writes a JSON object a line: `ready`
 * once it watches, then one for each hop; after SIGTERM the rest of those, and how many were lost.
 * Only its own file descriptors hold the programs: they are gone with this process, however that ends,
 * and this process ends when nobody reads any more what it writes.
 * Exit codes: 0, 1 (the kernel cannot say; why is on stderr), 2 (usage).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include "../bpf/lib/trace.h"
#include "lib/clocks.h"
#include "lib/kernel-symbols.h"
#include "lib/kernel-types.h"

static const char *const NAMES[TRACEPOINTS] = {
	[NET_DEV_START_XMIT] = "net_dev_start_xmit",
	[NETIF_RX] = "netif_rx",
	[NETIF_RECEIVE_SKB] = "netif_receive_skb",
	[CONSUME_SKB] = "consume_skb",
	[KFREE_SKB] = "kfree_skb",
};

struct place {
	__u32 netns;
	const char *name;
	int length;
};

static struct {
	struct btf *btf;
	/* `enum skb_drop_reason`; null where the kernel gives no reasons */
	const struct btf_type *reasons;
	struct place places[MOST_PLACES];
	int place_count;
	struct symbols symbols;
	/* from the monotonic clock to the wall's, ns */
	long long offset;
} tracer;

static int refused(const char *what)
{
	fprintf(stderr, "trace: %s: %s\n", what, strerror(errno));
	return 1;
}

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

static const struct place *place_of(__u32 netns)
{
	for (int i = 0; i < tracer.place_count; i++) {
		if (tracer.places[i].netns == netns)
			return &tracer.places[i];
	}
	return NULL;
}

/* A string of JSON, whatever a device is called. */
static void tell_text(const char *key, const char *text, int length)
{
	printf(",\"%s\":\"", key);
	for (int i = 0; i < length; i++) {
		unsigned char c = text[i];

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void tell_freed(const struct hop *hop, bool has_reason)
{
	if (hop->tracepoint == KFREE_SKB && has_reason) {
		const char *name = reason_name(tracer.btf, tracer.reasons, hop->reason);

		if (name)
			printf(",\"reason\":\"%s\"", name);
		else
			printf(",\"reason\":\"%u\"", hop->reason);
	}
	if (hop->location) {
		const char *function = function_at(&tracer.symbols, hop->location);

		if (function)
			printf(",\"in\":\"%s\"", function);
		else
			printf(",\"in\":\"0x%llx\"", (unsigned long long)hop->location);
	}
}

static int tell(void *settings, void *data, size_t size)
{
	const struct hop *hop = data;
	const struct place *place = place_of(hop->netns);
	__u32 bytes = hop->linear < PACKET_BYTES ? hop->linear : PACKET_BYTES;

	printf("{\"tracepoint\":\"%s\",\"ns\":\"%lld\",\"skb\":\"0x%llx\"", NAMES[hop->tracepoint],
	       hop->time + tracer.offset, (unsigned long long)hop->skb);
	if (place) {
		tell_text("place", place->name, place->length);
		printf(",\"netns\":%u", hop->netns);
	}
	if (hop->ifindex) {
		tell_text("device", hop->device, strnlen(hop->device, sizeof(hop->device)));
		printf(",\"ifindex\":%u", hop->ifindex);
	}
	printf(",\"cpu\":%u,\"length\":%u", hop->cpu, hop->length);
	tell_freed(hop, ((struct settings *)settings)->has_reason);
	printf(",\"packet\":\"");
	for (__u32 i = 0; i < bytes; i++)
		printf("%02x", hop->packet[i]);
	printf("\"}\n");
	return 0;
}

/* Returns 0, or -1 for what is no list of addresses. */
static int put_addresses(int map, char *list)
{
	__u8 one = 1;

	for (char *text = strtok(list, ","); text; text = strtok(NULL, ",")) {
		struct address address = {};

		if (inet_pton(strchr(text, ':') ? AF_INET6 : AF_INET, text, address.words) != 1 ||
		    bpf_map_update_elem(map, &address, &one, BPF_ANY))
			return -1;
	}
	return 0;
}

/* Returns 0, or -1 where there is no such network namespace, or there are too many. */
static int put_places(int map, char **places, int count)
{
	__u8 one = 1;

	if (count > MOST_PLACES)
		return -1;

	for (int i = 0; i < count; i++) {
		char *path = strchr(places[i], '=');
		struct stat netns;

		if (!path || stat(path + 1, &netns))
			return -1;
		__u32 inode = netns.st_ino;

		tracer.places[tracer.place_count++] =
			(struct place){ inode, places[i], path - places[i] };
		if (bpf_map_update_elem(map, &inode, &one, BPF_ANY))
			return -1;
	}
	return 0;
}

/* Tells the object what this kernel has. Returns how many tracepoints there are to watch; -1: it is none of ours. */
static int prepare(struct bpf_object *object, bool only_drops, struct settings *settings)
{
	size_t size = 0;
	struct bpf_map *rodata = bpf_object__find_map_by_name(object, ".rodata");
	void *initial = rodata ? (void *)bpf_map__initial_value(rodata, &size) : NULL;
	int found = 0;

	if (!initial || size < sizeof(*settings))
		return -1;
	settings->has_reason = tracer.reasons && arguments_of(tracer.btf, "kfree_skb") > 2;
	settings->has_location = arguments_of(tracer.btf, "consume_skb") > 1;
	memcpy(initial, settings, sizeof(*settings));
	for (int i = 0; i < TRACEPOINTS; i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(object, NAMES[i]);
		bool is_watched = (!only_drops || i == KFREE_SKB) && arguments_of(tracer.btf, NAMES[i]) > 0;

		if (!program)
			return -1;
		bpf_program__set_autoload(program, is_watched);
		found += is_watched;
	}
	return found;
}

/* Loads those of the programs that there are tracepoints for. Returns null, having said why, if it cannot. */
static struct bpf_object *load(const char *path, bool only_drops, struct settings *settings)
{
	tracer.btf = btf__load_vmlinux_btf();
	if (!tracer.btf) {
		refused("the kernel has no BTF");
		return NULL;
	}
	int id = btf__find_by_name_kind(tracer.btf, "skb_drop_reason", BTF_KIND_ENUM);

	tracer.reasons = id < 0 ? NULL : btf__type_by_id(tracer.btf, id);
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	int found = object ? prepare(object, only_drops, settings) : -1;

	if (found < 0)
		refused("its programs cannot be read");
	else if (found == 0)
		fprintf(stderr, "trace: the kernel's BTF has none of the tracepoints\n");
	else if (bpf_object__load(object))
		refused("the kernel does not take the programs");
	else
		return object;
	return NULL;
}

static int attach(struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		if (bpf_program__autoload(program) && !bpf_program__attach(program))
			return -1;
	}
	return 0;
}

/*
 * Hops that nothing is told of: there was no room for them, or a program was not asked, as it was at work already where
 * the kernel asked. Returns -1 where that cannot be told.
 */
static long long lost_in(struct bpf_object *object)
{
	struct bpf_program *program;
	__u32 only = 0;
	__u64 count = 0;

	if (bpf_map_lookup_elem(bpf_object__find_map_fd_by_name(object, ".bss"), &only, &count))
		return -1;
	bpf_object__for_each_program(program, object) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);

		if (!bpf_program__autoload(program))
			continue;
		if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
			return -1;
		count += info.recursion_misses;
	}
	return count;
}

/* Tells of hops until it is told to end, or nobody reads any more. Returns whether it was told. */
static bool watch(struct ring_buffer *ring, int signals)
{
	struct pollfd ends[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = STDOUT_FILENO },
		{ .fd = ring_buffer__epoll_fd(ring), .events = POLLIN },
	};

	for (;;) {
		if (poll(ends, 3, -1) < 0) {
			if (errno == EINTR)
				continue;
			return false;
		}
		if (ends[2].revents) {
			ring_buffer__consume(ring);
			fflush(stdout);
		}
		if (ends[0].revents || ends[1].revents)
			return ends[0].revents != 0;
	}
}

int main(int argc, char **argv)
{
	bool only_drops = argc > 2 && !strcmp(argv[2], "drops");
	struct settings settings = {};
	sigset_t ending;

	if (argc < 6 || (!only_drops && strcmp(argv[2], "hops"))) {
		fprintf(stderr, "usage: trace OBJECT hops|drops PROTOCOL ADDRESS,... PLACE=NETNS...\n");
		return 2;
	}
	settings.protocol = atoi(argv[3]);
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, NULL);
	signal(SIGPIPE, SIG_DFL);
	libbpf_set_print(quiet);

	struct bpf_object *object = load(argv[1], only_drops, &settings);

	if (!object)
		return 1;
	if (put_addresses(bpf_object__find_map_fd_by_name(object, "addresses"), argv[4]) ||
	    put_places(bpf_object__find_map_fd_by_name(object, "places"), argv + 5, argc - 5)) {
		fprintf(stderr, "trace: there is no such address or network namespace\n");
		return 2;
	}
	struct ring_buffer *ring = ring_buffer__new(
		bpf_object__find_map_fd_by_name(object, "hops"), tell, &settings, NULL);
	int signals = signalfd(-1, &ending, 0);

	if (!ring || signals < 0 || attach(object))
		return refused("the kernel does not let its tracepoints be watched");
	tracer.offset = offset_of_clocks();
	printf("{\"ready\":true,\"reasons\":%s,\"locations\":%s}\n", settings.has_reason ? "true" : "false",
	       settings.has_location ? "true" : "false");
	fflush(stdout);
	if (!watch(ring, signals))
		return 0;
	ring_buffer__consume(ring);
	long long lost = lost_in(object);

	if (lost < 0)
		return refused("what was lost cannot be told");
	printf("{\"ended\":true,\"lost\":%lld}\n", lost);
	return 0;
}
