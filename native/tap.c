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
#include <linux/errqueue.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* What waits in a socket while another is read; memory is taken as frames come. */
enum { ROOM = 16 << 20, AT_ONCE = 64, LONGEST = 4096, OUTPUT = 1 << 18, STAMP_TRIES = 50 };

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
	uint64_t received; /* of interest */
	uint64_t read, taken; /* from the socket, and into it */
	uint64_t dropped;
};

static struct place *places;
static int count;
static unsigned int snaplen;

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

static void put_frame(uint32_t interface, const struct msghdr *message, const void *bytes,
		      unsigned int length)
{
	const struct sockaddr_ll *from = message->msg_name;
	const struct sll2 header = {
		.protocol = from->sll_protocol,
		.ifindex = htonl(from->sll_ifindex),
		.type = htons(from->sll_hatype),
		.direction = from->sll_pkttype,
		.length = from->sll_halen,
		.address = { from->sll_addr[0], from->sll_addr[1], from->sll_addr[2], from->sll_addr[3],
			     from->sll_addr[4], from->sll_addr[5], from->sll_addr[6], from->sll_addr[7] },
	};
	unsigned int whole = sizeof(header) + length;
	unsigned int captured = whole < snaplen ? whole : snaplen;
	uint64_t ns = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR((struct msghdr *)message, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			const struct timespec *stamp = (const void *)CMSG_DATA(c);

			ns = stamp->tv_sec * 1000000000ull + stamp->tv_nsec;
		}
	}

	size_t start = begin(PACKET, LONGEST + 64);

	put32(interface);
	put32(ns >> 32);
	put32(ns);
	put32(captured);
	put32(whole);
	put(&header, sizeof(header));
	put(bytes, captured - sizeof(header));
	pad(captured);
	end(start);
}

/* A socket that takes what all devices of a namespace send and receive. */
static int open_place(struct place *place)
{
	char path[PATH_MAX];
	int room = ROOM, on = 1;

	snprintf(path, sizeof(path), strchr(place->name, '/') ? "%s" : "/run/netns/%s", place->name);
	int namespace = open(path, O_RDONLY | O_CLOEXEC);

	if (namespace < 0)
		return refused("cannot open the network namespace", place->name);
	int failed = setns(namespace, CLONE_NEWNET);

	close(namespace);
	if (failed)
		return refused("cannot enter the network namespace", place->name);
	/* without a protocol it takes nothing yet: there is no frame without a stamp */
	place->socket = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (place->socket < 0)
		return refused("cannot capture in", place->name);
	if (setsockopt(place->socket, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(place->socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)))
		return refused("cannot set a socket up in", place->name);

	const struct sockaddr_ll all = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };

	if (bind(place->socket, (const struct sockaddr *)&all, sizeof(all)))
		return refused("cannot capture in", place->name);
	return 0;
}

/* Reads what is there of at most AT_ONCE frames. Returns how many. */
static int read_some(struct place *place)
{
	static unsigned char bytes[AT_ONCE][LONGEST], control[AT_ONCE][128];
	static struct sockaddr_ll from[AT_ONCE];
	static struct iovec pieces[AT_ONCE];
	static struct mmsghdr messages[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++) {
		pieces[i] = (struct iovec){ bytes[i], snaplen - sizeof(struct sll2) };
		messages[i].msg_hdr = (struct msghdr){
			.msg_name = &from[i], .msg_namelen = sizeof(from[i]),
			.msg_iov = &pieces[i], .msg_iovlen = 1,
			.msg_control = control[i], .msg_controllen = sizeof(control[i]),
		};
	}

	int taken = recvmmsg(place->socket, messages, AT_ONCE, MSG_TRUNC, NULL);

	for (int i = 0; i < taken; i++) {
		/* a frame of the loopback device goes out and comes in: once is enough, as for libpcap */
		if (from[i].sll_hatype == ARPHRD_LOOPBACK && from[i].sll_pkttype == PACKET_OUTGOING)
			continue;
		place->received++;
		put_frame(place - places, &messages[i].msg_hdr, bytes[i], messages[i].msg_len);
	}
	if (taken > 0)
		place->read += taken;
	return taken;
}

/* All that the kernel has taken so far; the last of it may still be on its way into the socket. */
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

/* Whether a datagram that is sent to this very process comes with the stamp that it got on its way. */
static int is_stamped(int socket, const struct sockaddr_in *self)
{
	char byte = 0, control[256];
	struct iovec piece = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control),
	};

	if (sendto(socket, &byte, 1, 0, (const struct sockaddr *)self, sizeof(*self)) < 0 || recvmsg(socket, &message, 0) < 0)
		return 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPING)
			return 1;
	return 0;
}

/*
 * The kernel begins to stamp what comes a while after the first socket has asked for it (net_enable_timestamp()): what
 * comes before that gets its stamp when it is read, which says nothing of the order. Where there is no loopback
 * device, it is waited for as long as that takes at most.
 */
static void await_stamps(void)
{
	const int flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
	const struct timeval patience = { .tv_usec = 1000 };
	const struct timespec millisecond = { .tv_nsec = 1000000 };
	struct sockaddr_in self = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(self);
	int socket_here = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	setsockopt(socket_here, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof(flags));
	setsockopt(socket_here, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	bind(socket_here, (const struct sockaddr *)&self, sizeof(self));
	getsockname(socket_here, (struct sockaddr *)&self, &length);
	for (int i = 0; i < STAMP_TRIES && !is_stamped(socket_here, &self); i++)
		nanosleep(&millisecond, NULL);
	/* it stays open: with the last of those who ask the kernel leaves off */
}

static void *close_one(void *place)
{
	close(((struct place *)place)->socket);
	return NULL;
}

/* Side by side: to close a socket of this kind takes until every CPU has done with it (RCU), for all of them as for one. */
static void close_all(void)
{
	pthread_t *threads = calloc(count, sizeof(*threads));
	int begun = 0;

	while (threads && begun < count && !pthread_create(&threads[begun], NULL, close_one, &places[begun]))
		begun++;
	for (int i = 0; i < begun; i++)
		pthread_join(threads[i], NULL);
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
	int is_over = 0;
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
	allow_files();
	await_stamps();
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
	while (!is_over) {
		if (poll(waits, count + 2, -1) < 0 && errno != EINTR)
			return refused("cannot wait", "");
		if (waits[count + 1].revents)
			break;
		for (int i = 0; i < count; i++) {
			if (waits[i].revents)
				read_some(&places[i]);
		}
		flush();
		while (read(signals, &signal, sizeof(signal)) == sizeof(signal)) {
			report();
			is_over |= signal.ssi_signo != SIGUSR1;
		}
	}
	close_all();
	return 0;
}
