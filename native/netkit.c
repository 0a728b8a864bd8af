// SPDX-License-Identifier: Apache-2.0
/*
 * Puts BPF programs on netkit devices, and says which are there: neither tc nor bpftool attaches to
 * them, and only bpftool from 7.3 on lists them. A program put on the device itself, not through a
 * link, needs no pin and goes when the device goes.
 *
 *   netkit attach DEVICE OBJECT [DEVICE OBJECT...]   the object's first program, on packets of the pod
 *   netkit show DEVICE...                            a line for each program: DEVICE HOOK NAME
 *
 * Devices are primaries: the ends in the node. Exit codes: 0, 1 (refused; errno on stderr), 2 (usage).
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* <linux/bpf.h> of 6.7; the headers of the machine that builds this may be older. */
enum { NETKIT_PRIMARY = 54, NETKIT_PEER = 55 };

#define MOST_PROGRAMS 16

static int refused(const char *what, const char *device)
{
	fprintf(stderr, "netkit: %s %s: %s\n", what, device, strerror(errno));
	return 1;
}

static int attach(const char *device, const char *path)
{
	unsigned int ifindex = if_nametoindex(device);
	struct bpf_object *object;
	int failed;

	if (!ifindex)
		return refused("no device", device);
	object = bpf_object__open_file(path, NULL);
	if (!object)
		return refused("cannot open", path);
	failed = bpf_object__load(object) ? refused("cannot load", path) : 0;
	if (!failed && bpf_prog_attach(bpf_program__fd(bpf_object__next_program(object, NULL)),
				       ifindex, NETKIT_PEER, 0))
		failed = refused("cannot attach to", device);
	bpf_object__close(object);
	return failed;
}

static int show_hook(const char *device, unsigned int ifindex, int hook)
{
	__u32 ids[MOST_PROGRAMS], count = MOST_PROGRAMS;

	if (bpf_prog_query(ifindex, hook, 0, NULL, ids, &count))
		return refused("cannot list the programs of", device);
	for (__u32 i = 0; i < count; i++) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);
		int program = bpf_prog_get_fd_by_id(ids[i]);

		if (program < 0 || bpf_obj_get_info_by_fd(program, &info, &size))
			return refused("cannot read a program of", device);
		close(program);
		printf("%s %s %s\n", device, hook == NETKIT_PEER ? "peer" : "primary", info.name);
	}
	return 0;
}

static int show(const char *device)
{
	unsigned int ifindex = if_nametoindex(device);

	if (!ifindex)
		return refused("no device", device);
	return show_hook(device, ifindex, NETKIT_PRIMARY) || show_hook(device, ifindex, NETKIT_PEER);
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc > 3 && argc % 2 == 0 && strcmp(argv[1], "attach") == 0) {
		for (int i = 2; i < argc && !failed; i += 2)
			failed = attach(argv[i], argv[i + 1]);
		return failed;
	}
	if (argc > 2 && strcmp(argv[1], "show") == 0) {
		for (int i = 2; i < argc && !failed; i++)
			failed = show(argv[i]);
		return failed;
	}
	fputs("usage: netkit attach DEVICE OBJECT... | netkit show DEVICE...\n", stderr);
	return 2;
}
