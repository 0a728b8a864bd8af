// SPDX-License-Identifier: Apache-2.0
/*
 * Starts programs for a process that is too large to fork itself cheaply, and tells it what they write
 * and how they end. Orders come on standard input, and what there is to tell goes to standard output, in
 * little-endian frames (as the machines are that the BPF programs are compiled for):
 *
 *   u8 kind, u32 id, u32 length of the rest, and then
 *
 *   orders    START   u8 flags, u32 length of the arguments, the arguments, each with a NUL at its end;
 *                     the rest is the program's standard input, which else is /dev/null
 *             KILL    u8 signal; nothing if the program has ended
 *   events    STARTED u32 pid; it runs, or one of the prefixes below has said why not
 *             STDOUT, STDERR   bytes, as they come
 *             ENDED   u8 exit code, u8 signal or 0: it has ended, and nobody can write for it any more; of one that SIGKILL
 *                     was ordered for, what it started may go on, and is not heard any more
 *             FAILED  u32 errno: it did not start; nothing else is told of this id
 *
 * An id is the sender's, for one program. What such prefixes of a command do is done here, without the
 * process for each; they complain and exit as util-linux' own:
 *
 *   nsenter --net=FILE PROGRAM...        setpriv --pdeathsig KILL PROGRAM...
 *
 * Programs get this process' environment, working directory, session (unless APART) and process group, no file
 * descriptor but the first three, and all signals at their defaults. Nobody reads for as long as nothing is
 * read of what is told. It ends at the end of its input, and is killed when its parent dies; Ctrl-C and
 * the like are the parent's to handle.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8
#endif

enum { START = 1, KILL };
enum { STARTED = 1, STDOUT, STDERR, ENDED, FAILED };
enum { APART = 1, INPUT = 2 };
enum { CHUNK = 65536 };

struct head {
	uint8_t kind;
	uint32_t id, length;
} __attribute__((packed));

/* What a program writes. */
struct stream {
	struct child *child;
	int fd;
	uint8_t kind;
};

struct child {
	struct child *next;
	uint32_t id;
	pid_t pid;
	int is_over, is_given_up, status;
	int open; /* how many of the streams are not at their end */
	struct stream streams[2];
};

struct buffer {
	char *bytes;
	size_t begin, end, size;
};

static struct buffer in, out;
static struct child *children;
static pid_t starter;
static int streams; /* the epoll of all that are open */

/* Makes room for so many more bytes, and returns where. */
static char *room(struct buffer *buffer, size_t more)
{
	if (buffer->begin == buffer->end)
		buffer->begin = buffer->end = 0;
	if (buffer->begin && buffer->end + more > buffer->size) {
		memmove(buffer->bytes, buffer->bytes + buffer->begin, buffer->end - buffer->begin);
		buffer->end -= buffer->begin;
		buffer->begin = 0;
	}
	if (buffer->end + more > buffer->size) {
		buffer->size = 2 * (buffer->end + more);
		buffer->bytes = realloc(buffer->bytes, buffer->size);
		if (!buffer->bytes)
			abort();
	}
	return buffer->bytes + buffer->end;
}

/* Puts a head before `length` bytes that were written behind it. */
static void put_head(uint8_t kind, uint32_t id, uint32_t length)
{
	struct head head = { .kind = kind, .id = id, .length = length };

	memcpy(room(&out, sizeof(head) + length), &head, sizeof(head));
	out.end += sizeof(head) + length;
}

static void tell(uint8_t kind, uint32_t id, const void *bytes, uint32_t length)
{
	memcpy(room(&out, sizeof(struct head) + length) + sizeof(struct head), bytes, length);
	put_head(kind, id, length);
}

/* As nsenter does, or complains. */
static void enter(const char *netns)
{
	int fd = open(netns, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		dprintf(2, "nsenter: cannot open %s: %s\n", netns, strerror(errno));
	else if (setns(fd, CLONE_NEWNET))
		dprintf(2, "nsenter: reassociate to namespace 'ns/net' failed: %s\n", strerror(errno));
	else
		return;
	_exit(1);
}

/* Two files for each program that runs: as many as may be. Programs get the limit that we were given. */
static struct rlimit given;

static void allow_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &given))
		return;
	files = given;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

static void die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != starter) /* it died before that */
		raise(SIGKILL);
}

static int is(const char *word, const char *wanted)
{
	return word && !strcmp(word, wanted);
}

static int is_program(const char *word)
{
	return word && word[0] != '-';
}

/* Becomes the program, in a child that shares this process' memory. Returns the errno if it does not start.
 * What it does to its own frame is nothing to who called vfork(). */
static int __attribute__((noinline)) become(char **argv, const int *files, int flags)
{
	const char *prefix = NULL;
	sigset_t none;

	for (int fd = 0; fd < 3; fd++)
		if (dup2(files[fd], fd) < 0)
			return errno;
	if (flags & APART)
		setsid();
	if (given.rlim_max)
		setrlimit(RLIMIT_NOFILE, &given);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (;;) {
		if (is(argv[0], "nsenter") && argv[1] && !strncmp(argv[1], "--net=", 6) && is_program(argv[2])) {
			prefix = argv[0];
			enter(argv[1] + 6);
			argv += 2;
		} else if (is(argv[0], "setpriv") && is(argv[1], "--pdeathsig") && is(argv[2], "KILL") &&
			   is_program(argv[3])) {
			prefix = argv[0];
			die_with_parent();
			argv += 3;
		} else {
			break;
		}
	}
	execvp(argv[0], argv);
	if (!prefix || errno == E2BIG)
		return errno;
	dprintf(2, "%s: failed to execute %s: %s\n", prefix, argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* Copies no page tables: this process stands still until the child is the program, or has ended. */
static pid_t start(char **argv, const int *files, int flags, int *error)
{
	static volatile int failure;
	pid_t pid;

	failure = 0;
	pid = vfork();
	if (pid == 0) {
		failure = become(argv, files, flags);
		_exit(127);
	}
	*error = pid < 0 ? errno : failure;
	if (pid > 0 && *error)
		waitpid(pid, NULL, 0);
	return pid;
}

/* A file with the program's input, or /dev/null. Returns -1 with an errno. */
static int input_file(int flags, const char *bytes, size_t length)
{
	if (!(flags & INPUT))
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	int fd = memfd_create("input", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	if (fd < 0) /* before Linux 6.3 */
		fd = memfd_create("input", MFD_CLOEXEC);
	for (ssize_t n; fd >= 0 && length > 0; bytes += n, length -= n) {
		n = write(fd, bytes, length);
		if (n < 0) {
			close(fd);
			return -1;
		}
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void add_stream(struct child *child, int i, int fd)
{
	struct stream *stream = &child->streams[i];
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = stream };

	fcntl(fd, F_SETFL, O_NONBLOCK);
	*stream = (struct stream){ .child = child, .fd = fd, .kind = i ? STDERR : STDOUT };
	if (epoll_ctl(streams, EPOLL_CTL_ADD, fd, &event))
		abort();
	child->open++;
}

static void on_start(uint32_t id, char *order, size_t length)
{
	int flags = order[0], words = 0, error = 0;
	int files[] = { -1, -1, -1, -1, -1 }; /* its input, and two pipes, each with the end to read from first */
	uint32_t size;

	memcpy(&size, order + 1, sizeof(size));
	char *text = order + 1 + sizeof(size), *end = text + size;
	char **argv = calloc(size + 1, sizeof(*argv));
	struct child *child = calloc(1, sizeof(*child));

	if (!argv || !child)
		abort();
	for (; text < end; text += strlen(text) + 1)
		argv[words++] = text;
	files[0] = input_file(flags, end, order + length - end);
	if (files[0] < 0 || pipe2(files + 1, O_CLOEXEC) || pipe2(files + 3, O_CLOEXEC))
		error = errno;
	else
		child->pid = start(argv, (int[]){ files[0], files[2], files[4] }, flags, &error);
	for (int i = 0; i < 5; i++)
		if (files[i] >= 0 && (error || i % 2 == 0))
			close(files[i]);
	free(argv);
	if (error) {
		free(child);
		tell(FAILED, id, &error, sizeof(error));
		return;
	}
	child->id = id;
	add_stream(child, 0, files[1]);
	add_stream(child, 1, files[3]);
	child->next = children;
	children = child;
	tell(STARTED, id, &child->pid, sizeof(child->pid));
}

static void on_kill(uint32_t id, int signal)
{
	for (struct child *child = children; child; child = child->next)
		if (child->id == id) {
			child->is_given_up |= signal == SIGKILL;
			if (!child->is_over)
				kill(child->pid, signal);
		}
}

/* Returns 0 at the end of the orders. */
static int take_orders(void)
{
	ssize_t n = read(STDIN_FILENO, room(&in, CHUNK), CHUNK);
	struct head head;

	if (n <= 0)
		return n < 0 && errno == EINTR;
	for (in.end += n; in.end - in.begin >= sizeof(head); in.begin += sizeof(head) + head.length) {
		char *order = in.bytes + in.begin + sizeof(head);

		memcpy(&head, in.bytes + in.begin, sizeof(head));
		if (in.end - in.begin < sizeof(head) + head.length)
			break;
		if (head.kind == START)
			on_start(head.id, order, head.length);
		else if (head.kind == KILL)
			on_kill(head.id, order[0]);
	}
	return 1;
}

static void close_stream(struct stream *stream)
{
	/* not by close() alone: a child that is about to be a program may have it open too, for a moment */
	epoll_ctl(streams, EPOLL_CTL_DEL, stream->fd, NULL);
	close(stream->fd);
	stream->fd = -1;
	stream->child->open--;
}

/* Passes on some of what a program has written. Returns 0 if there is nothing now. */
static int pass_on_from(struct stream *stream)
{
	ssize_t n = read(stream->fd, room(&out, sizeof(struct head) + CHUNK) + sizeof(struct head), CHUNK);

	if (n > 0)
		put_head(stream->kind, stream->child->id, n);
	else if (n == 0 || errno != EAGAIN)
		close_stream(stream);
	return n > 0;
}

static void pass_on(void)
{
	struct epoll_event events[64];
	int count = epoll_wait(streams, events, 64, 0);

	for (int i = 0; i < count; i++)
		pass_on_from(events[i].data.ptr);
}

/* The last words of one that was killed; a process that it started may hold its pipes open. */
static void hear_no_more(struct child *child)
{
	for (struct stream *stream = child->streams; stream < child->streams + 2; stream++) {
		while (stream->fd >= 0 && pass_on_from(stream))
			;
		if (stream->fd >= 0)
			close_stream(stream);
	}
}

static void note_deaths(int signals)
{
	struct signalfd_siginfo info;
	pid_t pid;
	int status;

	if (read(signals, &info, sizeof(info)) < 0)
		return;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct child *child = children; child; child = child->next)
			if (child->pid == pid && !child->is_over) {
				child->is_over = 1;
				child->status = status;
			}
}

/* Tells of those that have ended and whose output was read, and forgets them. */
static void bury(void)
{
	for (struct child **at = &children; *at;) {
		struct child *child = *at;

		if (child->is_over && child->is_given_up)
			hear_no_more(child);
		if (!child->is_over || child->open) {
			at = &child->next;
			continue;
		}
		uint8_t end[] = { WEXITSTATUS(child->status), WIFSIGNALED(child->status) ? WTERMSIG(child->status) : 0 };

		tell(ENDED, child->id, end, sizeof(end));
		*at = child->next;
		free(child);
	}
}

/* Returns 0 when nobody listens any more. */
static int flush(void)
{
	while (out.begin < out.end) {
		ssize_t n = write(STDOUT_FILENO, out.bytes + out.begin, out.end - out.begin);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		out.begin += n;
	}
	return 1;
}

int main(void)
{
	sigset_t signals;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	allow_files();
	starter = getpid();
	sigfillset(&signals);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	int deaths = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);

	streams = epoll_create1(EPOLL_CLOEXEC);
	if (deaths < 0 || streams < 0 || fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK))
		return 1;
	for (;;) {
		int is_full = out.begin < out.end;
		struct pollfd fds[] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = deaths, .events = POLLIN },
			{ .fd = is_full ? STDOUT_FILENO : -1, .events = POLLOUT },
			{ .fd = is_full ? -1 : streams, .events = POLLIN },
		};

		poll(fds, 4, -1);
		if (fds[3].revents)
			pass_on();
		if (fds[1].revents)
			note_deaths(deaths);
		if (fds[0].revents && !take_orders())
			return 0;
		bury();
		if (!flush())
			return 0;
	}
}
