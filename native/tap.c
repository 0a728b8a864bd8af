// SPDX-License-Identifier: Apache-2.0
/*
 * Captures on all devices of several network namespaces, in one process: a socket for each namespace.
 *
 *   tap SNAPLEN NAMESPACE...     names as `ip netns` has them, or paths
 *
 * Standard output is one pcapng: an interface for each namespace, in that order, then a block for each frame,
 * with LINKTYPE_LINUX_SLL2 as `tcpdump -i any` writes it: the header says the device and the direction.
 * The interfaces are written once every socket is live. SIGUSR1 asks for all that the kernel has taken so far:
 * the sockets are read until all of it is, then an interface statistics block for each interface says
 * how many frames were read (isb_ifrecv) and how many the kernel had to drop (isb_osdrop).
 * SIGINT and SIGTERM do the same and end it; so does the end of whoever reads. It stays in the last of the
 * namespaces: who removes that finds it there.
 * Exit codes: 0, 1 (refused; errno on stderr), 2 (usage).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Each socket has a ring of frames in memory that is shared with the kernel, and all of them ROOM bytes; the first,
 * who is the busiest, MOST. */
enum { ROOM = 64 << 20, LEAST = 128 << 10, MOST = 4 << 20, BLOCK = 32 << 10 };
enum { AT_ONCE = 64, LONGEST = 4096, OUTPUT = 1 << 18 };
/* What the kernel puts before a frame: its header and sockaddr_ll, aligned, and 16 bytes (tpacket_rcv()). */
enum { BEFORE = TPACKET_ALIGN(TPACKET2_HDRLEN) + 16 };

/* draft-ietf-opsawg-pcapng, tcpdump.org/linktypes */
enum {
	SECTION_HEADER = 0x0a0d0d0a, INTERFACE = 1, STATISTICS = 5, PACKET = 6,
	IF_NAME = 2, IF_TSRESOL = 9, ISB_IFRECV = 4, ISB_OSDROP = 7,
	LINUX_SLL2 = 276,
};

struct sll2 {
	uint16_t protocol;
	uint16_t reserved;
	uint32_t ifindex;
	uint16_t type;
	uint8_t direction;
	uint8_t length;
	uint8_t address[8];
};

struct place {
	const char *name;
	int socket;
	unsigned char *ring;
	unsigned int frames, next;
	uint64_t received; /* of interest */
	uint64_t read, taken; /* out of the ring, and into it */
	uint64_t dropped;
};

static struct place *places;
static int count;
static unsigned int snaplen, frame_size, ring_size;

static unsigned char output[OUTPUT];
static size_t filled;

static int refused(const char *what, const char *name)
{
	fprintf(stderr, "tap: %s %s: %s\n", what, name, strerror(errno));
	return 1;
}

static void flush(void)
{
	for (size_t done = 0; done < filled;) {
		ssize_t written = write(STDOUT_FILENO, output + done, filled - done);

		if (written < 0 && errno != EINTR)
			exit(0); /* nobody reads any more */
		if (written > 0)
			done += written;
	}
	filled = 0;
}

static void put(const void *bytes, size_t length)
{
	memcpy(output + filled, bytes, length);
	filled += length;
}

static void put32(uint32_t value)
{
	put(&value, sizeof(value));
}

static void pad(size_t length)
{
	put("\0\0\0", -length & 3);
}

/* Begins a block of at most `most` bytes. */
static size_t begin(uint32_t type, size_t most)
{
	if (filled + most > OUTPUT)
		flush();
	put32(type);
	put32(0);
	return filled - 8;
}

static void end(size_t start)
{
	uint32_t length = filled + 4 - start;

	put32(length);
	memcpy(output + start + 4, &length, sizeof(length));
}

static void option(uint16_t code, const void *value, uint16_t length)
{
	put(&code, sizeof(code));
	put(&length, sizeof(length));
	put(value, length);
	pad(length);
}

static void put_header(void)
{
	size_t start = begin(SECTION_HEADER, 64);
	const uint16_t version[2] = { 1, 0 };

	put32(0x1a2b3c4d);
	put(version, sizeof(version));
	put32(-1); /* of a length that is not known yet */
	put32(-1);
	end(start);
}

static void put_interface(const struct place *place)
{
	size_t start = begin(INTERFACE, PATH_MAX + 64);
	const uint16_t link[2] = { LINUX_SLL2, 0 };
	const unsigned char nanoseconds = 9;

	put(link, sizeof(link));
	put32(snaplen);
	option(IF_NAME, place->name, strlen(place->name));
	option(IF_TSRESOL, &nanoseconds, 1);
	option(0, "", 0);
	end(start);
}

static void put_statistics(uint32_t interface, const struct place *place)
{
	size_t start = begin(STATISTICS, 128);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	const uint64_t ns = now.tv_sec * 1000000000ull + now.tv_nsec;

	put32(interface);
	put32(ns >> 32);
	put32(ns);
	option(ISB_IFRECV, &place->received, sizeof(place->received));
	option(ISB_OSDROP, &place->dropped, sizeof(place->dropped));
	option(0, "", 0);
	end(start);
}

static void put_frame(uint32_t interface, const struct tpacket2_hdr *head, const struct sockaddr_ll *from)
{
	const struct sll2 header = {
		.protocol = from->sll_protocol,
		.ifindex = htonl(from->sll_ifindex),
		.type = htons(from->sll_hatype),
		.direction = from->sll_pkttype,
		.length = from->sll_halen,
		.address = { from->sll_addr[0], from->sll_addr[1], from->sll_addr[2], from->sll_addr[3],
			     from->sll_addr[4], from->sll_addr[5], from->sll_addr[6], from->sll_addr[7] },
	};
	unsigned int whole = sizeof(header) + head->tp_len;
	unsigned int captured = sizeof(header) + head->tp_snaplen;
	uint64_t ns = head->tp_sec * 1000000000ull + head->tp_nsec;

	if (captured > snaplen)
		captured = snaplen;

	size_t start = begin(PACKET, LONGEST + 64);

	put32(interface);
	put32(ns >> 32);
	put32(ns);
	put32(captured);
	put32(whole);
	put(&header, sizeof(header));
	put((const unsigned char *)head + head->tp_net, captured - sizeof(header));
	pad(captured);
	end(start);
}

/* So much that all rings have ROOM together, as the sizes of frames and blocks have it. */
static void choose_sizes(void)
{
	frame_size = 512;
	while (frame_size < BEFORE + snaplen)
		frame_size *= 2;
	ring_size = (ROOM - MOST) / count / BLOCK * BLOCK;
	if (ring_size < LEAST)
		ring_size = LEAST;
	if (ring_size > MOST)
		ring_size = MOST;
}

/* The kernel stamps what goes into a ring as it comes, also where a frame bears no stamp of its own. */
static int open_ring(struct place *place)
{
	const int version = TPACKET_V2, on = 1;
	const unsigned int size = place == places ? MOST : ring_size;
	struct tpacket_req ring = {
		.tp_block_size = BLOCK, .tp_block_nr = size / BLOCK,
		.tp_frame_size = frame_size, .tp_frame_nr = size / frame_size,
	};

	if (setsockopt(place->socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) ||
	    setsockopt(place->socket, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(place->socket, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring)))
		return -1;
	place->frames = ring.tp_frame_nr;
	place->ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, place->socket, 0);
	return place->ring == MAP_FAILED ? -1 : 0;
}

/* A socket that takes what all devices of a namespace send and receive. */
static int open_place(struct place *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), strchr(place->name, '/') ? "%s" : "/run/netns/%s", place->name);
	int namespace = open(path, O_RDONLY | O_CLOEXEC);

	if (namespace < 0)
		return refused("cannot open the network namespace", place->name);
	int failed = setns(namespace, CLONE_NEWNET);

	close(namespace);
	if (failed)
		return refused("cannot enter the network namespace", place->name);
	/* without a protocol it takes nothing yet */
	place->socket = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (place->socket < 0)
		return refused("cannot capture in", place->name);
	if (open_ring(place))
		return refused("cannot set a socket up in", place->name);

	const struct sockaddr_ll all = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };

	if (bind(place->socket, (const struct sockaddr *)&all, sizeof(all)))
		return refused("cannot capture in", place->name);
	return 0;
}

/* Reads what is there of at most AT_ONCE frames. Returns how many. */
static int read_some(struct place *place)
{
	int taken = 0;

	for (; taken < AT_ONCE; taken++) {
		struct tpacket2_hdr *head = (void *)(place->ring + (size_t)place->next * frame_size);
		const struct sockaddr_ll *from = (const void *)((unsigned char *)head + TPACKET_ALIGN(sizeof(*head)));

		if (!(__atomic_load_n(&head->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
			break;
		/* a frame of the loopback device goes out and comes in: once is enough, as for libpcap */
		if (from->sll_hatype != ARPHRD_LOOPBACK || from->sll_pkttype != PACKET_OUTGOING) {
			place->received++;
			put_frame(place - places, head, from);
		}
		__atomic_store_n(&head->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		place->next = (place->next + 1) % place->frames;
	}
	place->read += taken;
	return taken;
}

/* All that the kernel has taken so far; the last of it may still be on its way into the ring. */
static void read_all(struct place *place)
{
	struct tpacket_stats stats;
	socklen_t length = sizeof(stats);

	/* counts of the kernel begin anew each time they are asked for */
	if (!getsockopt(place->socket, SOL_PACKET, PACKET_STATISTICS, &stats, &length)) {
		place->taken += stats.tp_packets - stats.tp_drops;
		place->dropped += stats.tp_drops;
	}
	while (read_some(place) > 0 || place->read < place->taken)
		;
}

static void report(void)
{
	for (int i = 0; i < count; i++)
		read_all(&places[i]);
	for (int i = 0; i < count; i++)
		put_statistics(i, &places[i]);
	flush();
}

/* A socket for each namespace: as many as may be. */
static void allow_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

static int listen_for_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int main(int argc, char **argv)
{
	struct signalfd_siginfo signal;
	int signals = listen_for_signals();

	snaplen = argc > 2 ? atoi(argv[1]) : 0;
	if (snaplen < 64 || snaplen > LONGEST) {
		fprintf(stderr, "usage: tap SNAPLEN NAMESPACE...  (SNAPLEN from 64 to %d)\n", LONGEST);
		return 2;
	}
	count = argc - 2;
	places = calloc(count, sizeof(*places));

	struct pollfd *waits = calloc(count + 2, sizeof(*waits));

	if (!places || !waits || signals < 0)
		return refused("cannot begin", "");
	choose_sizes();
	allow_files();
	for (int i = 0; i < count; i++) {
		places[i].name = argv[i + 2];
		if (open_place(&places[i]))
			return 1;
		waits[i] = (struct pollfd){ .fd = places[i].socket, .events = POLLIN };
	}
	waits[count] = (struct pollfd){ .fd = signals, .events = POLLIN };
	waits[count + 1] = (struct pollfd){ .fd = STDOUT_FILENO }; /* its other end is closed: POLLERR */

	put_header();
	for (int i = 0; i < count; i++)
		put_interface(&places[i]);
	flush();
	for (;;) {
		if (poll(waits, count + 2, -1) < 0 && errno != EINTR)
			return refused("cannot wait", "");
		if (waits[count + 1].revents)
			return 0;
		for (int i = 0; i < count; i++) {
			if (waits[i].revents)
				read_some(&places[i]);
		}
		flush();
		while (read(signals, &signal, sizeof(signal)) == sizeof(signal)) {
			report();
			if (signal.ssi_signo != SIGUSR1)
				return 0;
		}
	}
}
