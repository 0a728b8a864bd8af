// SPDX-License-Identifier: Apache-2.0
/*
 * The load of `cni-lab bench`: short slices of traffic in labs that are all up, in the order that it is told.
 *
 *   load SLICE_MS LAB... -- SLICE...
 *
 * LAB is FROM,TO,ADDRESS: paths of the network namespaces of the pod that asks and of the pod that is asked,
 * and the latter's address. SLICE is a letter and the number of a LAB, from 0:
 *
 *   u0   UDP: bursts of 32 packets of 64 bytes, each burst received before the next is sent, by one thread on one
 *        CPU. On the devices of one kernel a packet's whole way is done within the call that sends it.
 *        answers "u 0 RECEIVED NANOSECONDS LOST MEDIAN_NS", the latter of a burst
 *   r0   TCP_RR: one byte there and one back, between two threads on one CPU
 *        answers "r 0 TRANSACTIONS NANOSECONDS MEDIAN_NS"
 *   s0   one TCP stream from one CPU to another, until the last byte has been received
 *        answers "s 0 BYTES NANOSECONDS"
 *   /    passes on the answers so far. Whoever reads them needs a CPU, too: not more often than must be
 *
 * Every socket is made and every connection used before "ready SENDER_CPU RECEIVER_CPU", so that no slice has
 * anything of a start in it. Exit codes: 1 (refused; "lab N: why" on stderr), 2 (usage).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	BURST = 32,
	SIZE = 64,
	CHUNK = 128 * 1024,
	MOST_LABS = 64,
	MOST_SAMPLES = 1 << 20,
	WARM_MS = 20,
	PATIENCE_MS = 1000, /* for a burst, an answer or the end of a stream */
};

struct lab {
	int udp_from, udp_to;
	int rr_from, rr_to;
	int stream_from, stream_to;
	_Atomic uint64_t streamed;
	uint64_t sent;
};

static struct lab place[MOST_LABS];
static int count;
static int sender_cpu, receiver_cpu;
static uint32_t samples[MOST_SAMPLES];
static char chunk[CHUNK];

static void refused(int lab, const char *what)
{
	fprintf(stderr, "lab %d: %s: %s\n", lab, what, strerror(errno));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* The last two CPUs that it may use: the first have the most interrupts. */
static void choose_cpus(void)
{
	cpu_set_t allowed;
	int cpu;

	sender_cpu = receiver_cpu = -1;
	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &allowed))
			continue;
		receiver_cpu = sender_cpu < 0 ? cpu : sender_cpu;
		sender_cpu = cpu;
	}
}

static void stay_on(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one); /* without, it is noisier, and nothing else */
}

/* Sockets stay in the namespace that they were made in. */
static void enter(int lab, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		refused(lab, path);
	close(fd);
}

static socklen_t parse(int lab, const char *text, struct sockaddr_storage *address)
{
	struct sockaddr_in *four = (struct sockaddr_in *)address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;

	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		return sizeof(*four);
	}
	if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		return sizeof(*six);
	}
	errno = EINVAL;
	refused(lab, text);
	return 0;
}

/* At a port of the kernel's choice, which `address` has afterwards. */
static int listening(int lab, int type, struct sockaddr_storage *address, socklen_t length)
{
	int fd = socket(address->ss_family, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)address, length) ||
	    (type == SOCK_STREAM && listen(fd, 1)) ||
	    getsockname(fd, (struct sockaddr *)address, &length))
		refused(lab, "cannot listen");
	return fd;
}

static int connected(int lab, int type, struct sockaddr_storage *address, socklen_t length)
{
	struct timeval patience = { .tv_sec = 5 };
	int fd = socket(address->ss_family, type | SOCK_CLOEXEC, 0);

	/* how long to wait for the connection, and later for room in it */
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) ||
	    connect(fd, (struct sockaddr *)address, length))
		refused(lab, "cannot connect");
	return fd;
}

static void at_once(int fd)
{
	struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
	int yes = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

static void connect_tcp(int lab, const char *from, const char *to, const char *text, int *asks,
			int *answers)
{
	struct sockaddr_storage address;
	socklen_t length = parse(lab, text, &address);
	int listener;

	enter(lab, to);
	listener = listening(lab, SOCK_STREAM, &address, length);
	enter(lab, from);
	*asks = connected(lab, SOCK_STREAM, &address, length);
	*answers = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (*answers < 0)
		refused(lab, "cannot accept");
	close(listener);
}

static void connect_udp(int lab, const char *from, const char *to, const char *text, int *asks,
			int *answers)
{
	struct sockaddr_storage address;
	socklen_t length = parse(lab, text, &address);

	enter(lab, to);
	*answers = listening(lab, SOCK_DGRAM, &address, length);
	enter(lab, from);
	*asks = connected(lab, SOCK_DGRAM, &address, length);
}

/* Gives back what it gets, on the CPU of who sent it. */
static void *echo(void *argument)
{
	struct lab *lab = argument;
	char byte;

	stay_on(sender_cpu);
	while (recv(lab->rr_to, &byte, 1, 0) == 1 && send(lab->rr_to, &byte, 1, 0) == 1)
		;
	return NULL;
}

static void *sink(void *argument)
{
	struct lab *lab = argument;
	static __thread char room[CHUNK];
	ssize_t length;

	stay_on(receiver_cpu);
	while ((length = recv(lab->stream_to, room, sizeof(room), 0)) > 0)
		atomic_fetch_add(&lab->streamed, length);
	return NULL;
}

static void prepare(int n, char *words)
{
	char *from = strsep(&words, ","), *to = strsep(&words, ","), *address = words;
	struct lab *lab = &place[n];
	pthread_t thread;

	if (!to || !address) {
		errno = EINVAL;
		refused(n, from);
	}
	connect_udp(n, from, to, address, &lab->udp_from, &lab->udp_to);
	connect_tcp(n, from, to, address, &lab->rr_from, &lab->rr_to);
	connect_tcp(n, from, to, address, &lab->stream_from, &lab->stream_to);
	at_once(lab->rr_from);
	if (pthread_create(&thread, NULL, echo, lab) || pthread_create(&thread, NULL, sink, lab))
		refused(n, "cannot start a thread");
}

/* Returns how many of the burst came. What is late of an earlier one counts for none. */
static int receive(int fd, uint64_t burst)
{
	static char room[BURST][SIZE];
	struct iovec vectors[BURST];
	struct mmsghdr messages[BURST];
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	int i, came, received = 0;

	memset(messages, 0, sizeof(messages));
	for (i = 0; i < BURST; i++) {
		vectors[i] = (struct iovec){ room[i], SIZE };
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	while (received < BURST) {
		came = recvmmsg(fd, messages, BURST, MSG_DONTWAIT, NULL);
		if (came < 0 && poll(&wait, 1, PATIENCE_MS) <= 0)
			break;
		for (i = 0; i < came; i++)
			received += memcmp(room[i], &burst, sizeof(burst)) == 0;
	}
	return received;
}

static int by_size(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

	return one < other ? -1 : one > other;
}

/* Of so many samples. */
static uint32_t median(uint32_t taken)
{
	qsort(samples, taken, sizeof(*samples), by_size);
	return samples[taken / 2];
}

static void udp_slice(int n, uint64_t length, int told)
{
	static char payload[SIZE];
	static uint64_t burst;
	struct iovec vector = { payload, SIZE };
	struct mmsghdr messages[BURST];
	uint64_t received = 0, lost = 0, start = now(), before = start, after;
	uint32_t bursts = 0;
	int i, sent, came;

	memset(messages, 0, sizeof(messages));
	for (i = 0; i < BURST; i++) {
		messages[i].msg_hdr.msg_iov = &vector;
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	do {
		burst++;
		memcpy(payload, &burst, sizeof(burst));
		for (sent = 0; sent < BURST; sent += i) {
			i = sendmmsg(place[n].udp_from, messages, BURST - sent, 0);
			if (i < 0)
				refused(n, "cannot send UDP");
		}
		came = receive(place[n].udp_to, burst);
		received += came;
		lost += BURST - came;
		after = now();
		samples[bursts++] = after - before;
		before = after;
	} while (after - start < length && bursts < MOST_SAMPLES);
	if (told)
		printf("u %d %lu %lu %lu %u\n", n, received, after - start, lost, median(bursts));
}

static void rr_slice(int n, uint64_t length, int told)
{
	uint64_t start = now(), before = start, after;
	uint32_t done = 0;
	char byte = 1;

	do {
		if (send(place[n].rr_from, &byte, 1, 0) != 1 ||
		    recv(place[n].rr_from, &byte, 1, 0) != 1)
			refused(n, "TCP_RR got no answer");
		after = now();
		samples[done++] = after - before;
		before = after;
	} while (after - start < length && done < MOST_SAMPLES);
	if (told)
		printf("r %d %u %lu %u\n", n, done, after - start, median(done));
}

static void stream_slice(int n, uint64_t length, int told)
{
	struct timespec little = { .tv_nsec = 20000 };
	uint64_t first = place[n].sent, start = now(), end = start + length;
	ssize_t sent;

	while (now() < end) {
		sent = send(place[n].stream_from, chunk, sizeof(chunk), 0);
		if (sent < 0)
			refused(n, "cannot send TCP");
		place[n].sent += sent;
	}
	while (atomic_load(&place[n].streamed) != place[n].sent) {
		if (now() > end + PATIENCE_MS * 1000000ull) {
			errno = ETIMEDOUT;
			refused(n, "a TCP stream does not end");
		}
		nanosleep(&little, NULL);
	}
	end = now();
	if (told)
		printf("s %d %lu %lu\n", n, place[n].sent - first, end - start);
}

static void slice(const char *word, uint64_t length, int told)
{
	int n = atoi(word + 1);

	if (*word == '/')
		fflush(stdout);
	else if (n < 0 || n >= count)
		exit(2);
	else if (*word == 'u')
		udp_slice(n, length, told);
	else if (*word == 'r')
		rr_slice(n, length, told);
	else if (*word == 's')
		stream_slice(n, length, told);
	else
		exit(2);
}

static int usage(void)
{
	fputs("usage: load SLICE_MS FROM,TO,ADDRESS... -- u0|r0|s0|/... (64 labs at most)\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	uint64_t length;
	int i;

	for (i = 2; i < argc && strcmp(argv[i], "--"); i++)
		;
	if (i == argc || i == 2 || i - 2 > MOST_LABS || atoi(argv[1]) < 1)
		return usage();
	length = atoi(argv[1]) * 1000000ull;
	choose_cpus();
	setpriority(PRIO_PROCESS, 0, -20); /* where it may; what else runs here is noise */
	for (; count < i - 2; count++)
		prepare(count, argv[count + 2]);
	stay_on(sender_cpu);
	for (i = 0; i < count; i++) {
		udp_slice(i, WARM_MS * 1000000ull, 0);
		rr_slice(i, WARM_MS * 1000000ull, 0);
		stream_slice(i, WARM_MS * 1000000ull, 0);
	}
	printf("ready %d %d\n", sender_cpu, receiver_cpu);
	fflush(stdout);
	for (i = count + 3; i < argc; i++)
		slice(argv[i], length, 1);
	return fflush(stdout) ? 1 : 0;
}
