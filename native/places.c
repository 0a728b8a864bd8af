// SPDX-License-Identifier: Apache-2.0
/*
 * Does in many network namespaces what else takes programs started in each of them.
 *
 *   places configure             reads from standard input, a line each:
 *       in NAMESPACE                             what follows is for that one; a name as `ip netns` has them, or a path
 *       sysctl KEY=VALUE                         as sysctl -e: a kernel without such a key needs none
 *       link set DEVICE up|addrgenmode none|mtu N            these four as `ip -batch` has them
 *       addr add ADDRESS/BITS dev DEVICE [nodad]
 *       route add default|ADDRESS[/BITS] [via ADDRESS] dev DEVICE [onlink]
 *       neigh replace ADDRESS lladdr MAC dev DEVICE nud permanent
 *   places links NAMESPACE...    prints a line for each: what `ip -j -s link` has of its devices, as far as we read it
 *
 * Exit codes: 0, 1 (refused; which line, and why, on stderr), 2 (usage).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef IFF_LOWER_UP /* linux/if.h, which does not go together with net/if.h */
#define IFF_LOWER_UP 0x10000
#endif

static char buffer[1 << 16] __attribute__((aligned(8)));
static int netlink = -1;

static struct {
	struct nlmsghdr head;
	union {
		struct ifinfomsg link;
		struct ifaddrmsg address;
		struct rtmsg route;
		struct ndmsg neighbour;
	};
	char attributes[256];
} request;

static void begin(uint16_t type, uint16_t flags, size_t length)
{
	memset(&request, 0, sizeof(request));
	request.head.nlmsg_type = type;
	request.head.nlmsg_flags = NLM_F_REQUEST | flags;
	request.head.nlmsg_len = NLMSG_LENGTH(length);
}

static struct rtattr *attribute(uint16_t type, const void *value, size_t length)
{
	struct rtattr *new = (struct rtattr *)((char *)&request + NLMSG_ALIGN(request.head.nlmsg_len));

	new->rta_type = type;
	new->rta_len = RTA_LENGTH(length);
	if (length > 0)
		memcpy(RTA_DATA(new), value, length);
	request.head.nlmsg_len = NLMSG_ALIGN(request.head.nlmsg_len) + RTA_ALIGN(new->rta_len);
	return new;
}

/* Returns 0, or -1 with the errno that the kernel answers. */
static int ask(void)
{
	request.head.nlmsg_flags |= NLM_F_ACK;
	if (send(netlink, &request, request.head.nlmsg_len, 0) < 0)
		return -1;
	ssize_t n = recv(netlink, buffer, sizeof(buffer), 0);
	const struct nlmsghdr *head = (const struct nlmsghdr *)buffer;

	if (n < 0)
		return -1;
	errno = head->nlmsg_type == NLMSG_ERROR ? -((const struct nlmsgerr *)NLMSG_DATA(head))->error : EPROTO;
	return errno ? -1 : 0;
}

static int enter(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), strchr(name, '/') ? "%s" : "/run/netns/%s", name);
	int namespace = open(path, O_RDONLY | O_CLOEXEC);

	if (namespace < 0)
		return -1;
	int failed = setns(namespace, CLONE_NEWNET);

	close(namespace);
	if (failed)
		return -1;
	if (netlink >= 0)
		close(netlink);
	netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	return netlink < 0 ? -1 : 0;
}

/* An address, and how many bits of it count. Returns the length in bytes, or -1. */
static int address_of(char *word, unsigned char *family, unsigned char *bits, void *bytes)
{
	char *slash = strchr(word, '/');

	if (slash)
		*slash = '\0';
	*family = strchr(word, ':') ? AF_INET6 : AF_INET;
	int length = *family == AF_INET6 ? 16 : 4;

	*bits = slash ? atoi(slash + 1) : length * 8;
	if (inet_pton(*family, word, bytes) == 1)
		return length;
	errno = EINVAL;
	return -1;
}

enum { WORDS = 16 };

/* The word after this one, or NULL. */
static char *after(char **words, const char *name)
{
	for (; *words; words++)
		if (!strcmp(*words, name))
			return words[1];
	return NULL;
}

static int has(char **words, const char *name)
{
	for (; *words; words++)
		if (!strcmp(*words, name))
			return 1;
	return 0;
}

/* Returns 0 with an errno if there is none. */
static int device_of(const char *name)
{
	errno = ENODEV;
	return name ? (int)if_nametoindex(name) : 0;
}

static int set_link(char **words)
{
	int device = words[0] ? device_of(words[0]) : 0;

	if (!device || !words[1])
		return -1;
	begin(RTM_NEWLINK, 0, sizeof(request.link));
	request.link.ifi_index = device;
	if (!strcmp(words[1], "up")) {
		request.link.ifi_flags = request.link.ifi_change = IFF_UP;
	} else if (!strcmp(words[1], "mtu") && words[2]) {
		uint32_t mtu = atoi(words[2]);

		attribute(IFLA_MTU, &mtu, sizeof(mtu));
	} else if (!strcmp(words[1], "addrgenmode")) {
		const uint8_t none = IN6_ADDR_GEN_MODE_NONE;
		struct rtattr *families = attribute(IFLA_AF_SPEC, NULL, 0);
		struct rtattr *family = attribute(AF_INET6, NULL, 0);

		attribute(IFLA_INET6_ADDR_GEN_MODE, &none, sizeof(none));
		char *end = (char *)&request + request.head.nlmsg_len;

		family->rta_len = end - (char *)family;
		families->rta_len = end - (char *)families;
	} else {
		errno = EINVAL;
		return -1;
	}
	return ask();
}

static int add_address(char **words)
{
	unsigned char bytes[16], family, bits;
	int device = device_of(after(words, "dev"));
	int length = device && words[0] ? address_of(words[0], &family, &bits, bytes) : -1;

	if (length < 0)
		return -1;
	begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(request.address));
	request.address = (struct ifaddrmsg){ .ifa_family = family, .ifa_prefixlen = bits, .ifa_index = device };
	if (has(words, "nodad"))
		request.address.ifa_flags = IFA_F_NODAD;
	attribute(IFA_LOCAL, bytes, length);
	attribute(IFA_ADDRESS, bytes, length);
	return ask();
}

static int add_route(char **words)
{
	unsigned char to[16], gateway[16], family = AF_INET, bits = 0;
	char *via = after(words, "via");
	int device = device_of(after(words, "dev"));
	int length = 0, hop = 0;

	if (!device || !words[0])
		return -1;
	if (via) {
		unsigned char whole;

		hop = address_of(via, &family, &whole, gateway);
	}
	if (strcmp(words[0], "default"))
		length = address_of(words[0], &family, &bits, to);
	if (length < 0 || hop < 0)
		return -1;
	begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof(request.route));
	request.route = (struct rtmsg){
		.rtm_family = family, .rtm_dst_len = bits, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_BOOT,
		.rtm_scope = via || family == AF_INET6 ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK, .rtm_type = RTN_UNICAST,
		.rtm_flags = has(words, "onlink") ? RTNH_F_ONLINK : 0,
	};
	if (length > 0)
		attribute(RTA_DST, to, length);
	if (via)
		attribute(RTA_GATEWAY, gateway, hop);
	attribute(RTA_OIF, &device, sizeof(device));
	return ask();
}

static int replace_neighbour(char **words)
{
	unsigned char bytes[16], mac[6], family, bits;
	char *lladdr = after(words, "lladdr");
	int device = device_of(after(words, "dev"));
	int length = device && words[0] ? address_of(words[0], &family, &bits, bytes) : -1;

	if (length < 0)
		return -1;
	if (!lladdr || sscanf(lladdr, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4,
			      mac + 5) != 6) {
		errno = EINVAL;
		return -1;
	}
	begin(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, sizeof(request.neighbour));
	request.neighbour = (struct ndmsg){ .ndm_family = family, .ndm_ifindex = device, .ndm_state = NUD_PERMANENT };
	attribute(NDA_DST, bytes, length);
	attribute(NDA_LLADDR, mac, sizeof(mac));
	return ask();
}

static int set_sysctl(char *setting)
{
	char path[PATH_MAX];
	char *value = strchr(setting, '=');

	if (!value) {
		errno = EINVAL;
		return -1;
	}
	*value++ = '\0';
	for (char *at = setting; *at; at++)
		if (*at == '.')
			*at = '/';
	snprintf(path, sizeof(path), "/proc/sys/%s", setting);
	int file = open(path, O_WRONLY | O_CLOEXEC);

	if (file < 0)
		return errno == ENOENT ? 0 : -1;
	ssize_t written = write(file, value, strlen(value));

	close(file);
	return written < 0 ? -1 : 0;
}

static int is(char **words, const char *first, const char *second)
{
	return words[0] && words[1] && !strcmp(words[0], first) && !strcmp(words[1], second);
}

static int obey(char *line)
{
	char *words[WORDS + 1] = { NULL }, *rest = NULL;

	for (int i = 0; i < WORDS; i++)
		words[i] = strtok_r(i ? NULL : line, " \n", &rest);
	if (!words[0])
		return 0;
	if (words[1] && !strcmp(words[0], "in"))
		return enter(words[1]);
	if (words[1] && !strcmp(words[0], "sysctl"))
		return set_sysctl(words[1]);
	if (is(words, "link", "set"))
		return set_link(words + 2);
	if (is(words, "addr", "add"))
		return add_address(words + 2);
	if (is(words, "route", "add"))
		return add_route(words + 2);
	if (is(words, "neigh", "replace"))
		return replace_neighbour(words + 2);
	errno = EINVAL;
	return -1;
}

static int configure(void)
{
	char *line = NULL, *as_read = NULL;
	char place[PATH_MAX] = "";
	size_t size = 0;

	while (getline(&line, &size, stdin) >= 0) {
		free(as_read);
		as_read = strdup(line);
		as_read[strcspn(as_read, "\n")] = '\0';
		if (!strncmp(line, "in ", 3))
			snprintf(place, sizeof(place), "%s", as_read + 3);
		if (obey(line)) {
			fprintf(stderr, "places: %s: %s: %s\n", place, as_read, strerror(errno));
			return 1;
		}
	}
	return 0;
}

static void print_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\' || (unsigned char)*text < ' ')
			printf("\\u%04x", (unsigned char)*text);
		else
			putchar(*text);
	}
}

static void print_xdp(struct rtattr *nest)
{
	uint32_t id = 0;
	uint8_t mode = 0;
	int length = RTA_PAYLOAD(nest);

	for (struct rtattr *one = RTA_DATA(nest); RTA_OK(one, length); one = RTA_NEXT(one, length)) {
		if (one->rta_type == IFLA_XDP_ATTACHED)
			mode = *(uint8_t *)RTA_DATA(one);
		if (one->rta_type == IFLA_XDP_PROG_ID)
			id = *(uint32_t *)RTA_DATA(one);
	}
	if (mode)
		printf(",\"xdp\":{\"mode\":%u,\"prog\":{\"id\":%u}}", mode, id);
}

static void print_link(struct nlmsghdr *head, const char *before)
{
	struct ifinfomsg *link = NLMSG_DATA(head);
	int length = IFLA_PAYLOAD(head);

	printf("%s{\"ifindex\":%d,\"flags\":[\"%s\"%s%s]", before, link->ifi_index,
	       link->ifi_flags & IFF_UP ? "UP" : "DOWN", link->ifi_flags & IFF_LOWER_UP ? ",\"LOWER_UP\"" : "",
	       link->ifi_flags & IFF_UP && !(link->ifi_flags & IFF_RUNNING) ? ",\"NO-CARRIER\"" : "");
	for (struct rtattr *one = IFLA_RTA(link); RTA_OK(one, length); one = RTA_NEXT(one, length)) {
		const unsigned char *bytes = RTA_DATA(one);
		struct rtnl_link_stats64 counts;

		switch (one->rta_type & NLA_TYPE_MASK) {
		case IFLA_IFNAME:
			printf(",\"ifname\":\"");
			print_text((const char *)bytes);
			putchar('"');
			break;
		case IFLA_ADDRESS:
			if (RTA_PAYLOAD(one) == 6)
				printf(",\"address\":\"%02x:%02x:%02x:%02x:%02x:%02x\"", bytes[0], bytes[1], bytes[2],
				       bytes[3], bytes[4], bytes[5]);
			break;
		case IFLA_STATS64:
			memcpy(&counts, bytes, sizeof(counts));
			printf(",\"stats64\":{\"rx\":{\"packets\":%llu},\"tx\":{\"packets\":%llu}}",
			       (unsigned long long)counts.rx_packets, (unsigned long long)counts.tx_packets);
			break;
		case IFLA_XDP:
			print_xdp(one);
		}
	}
	putchar('}');
}

static int print_links(const char *name)
{
	const char *before = "";

	if (enter(name))
		return -1;
	begin(RTM_GETLINK, NLM_F_DUMP, sizeof(request.link));
	if (send(netlink, &request, request.head.nlmsg_len, 0) < 0)
		return -1;
	putchar('[');
	for (;;) {
		int length = recv(netlink, buffer, sizeof(buffer), 0);

		if (length < 0)
			return -1;
		for (struct nlmsghdr *one = (void *)buffer; NLMSG_OK(one, length); one = NLMSG_NEXT(one, length)) {
			if (one->nlmsg_type == NLMSG_DONE) {
				puts("]");
				return 0;
			}
			if (one->nlmsg_type == NLMSG_ERROR) {
				errno = -((struct nlmsgerr *)NLMSG_DATA(one))->error;
				return -1;
			}
			print_link(one, before);
			before = ",";
		}
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "configure"))
		return configure();
	if (argc < 3 || strcmp(argv[1], "links")) {
		fprintf(stderr, "usage: places configure | places links NAMESPACE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		if (print_links(argv[i])) {
			fprintf(stderr, "places: %s: %s\n", argv[i], strerror(errno));
			return 1;
		}
	}
	return 0;
}
