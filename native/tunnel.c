// SPDX-License-Identifier: Apache-2.0
/*
 * One end of a tunnel in user space: what a device of its node has for the other node goes there by UDP.
 *
 *   tunnel packets TUN LOCAL REMOTE PORT            as flanneld's udp backend: bare IPv4, one off the TTL at
 *                                                   each end (flannel-io/flannel, pkg/backend/udp/proxy_amd64.c)
 *   tunnel frames DEVICE FEEDER LOCAL REMOTE PORT   as Weave's sleeve, unencrypted: whole frames that come to
 *                                                   DEVICE by FEEDER, the other end of its pair, behind 20 bytes
 *                                                   of sleeve's own (weaveworks/weave, router/crypto.go)
 *
 * LOCAL and REMOTE are the nodes' IPv4 addresses. "ready" on standard output says that it does its work; it
 * goes on until it is killed. Exit codes: 1 (refused; errno on stderr), 2 (usage).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sleeve's header: the names of the sending peer, and of the two peers of the frame; then its length. */
enum { NAME = 6, HEADER = 3 * NAME + 2, MOST = 65536 };

static int wire;
static int device;
static unsigned char names[3 * NAME];
static unsigned char buffer[HEADER + MOST];
static unsigned char *const packet = buffer + HEADER;

static void refused(const char *what, const char *name)
{
	fprintf(stderr, "tunnel: %s %s: %s\n", what, name, strerror(errno));
	exit(1);
}

static struct sockaddr_in address(const char *text, const char *port)
{
	struct sockaddr_in ip = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };

	if (inet_pton(AF_INET, text, &ip.sin_addr) != 1) {
		errno = EINVAL;
		refused("no IPv4 address", text);
	}
	return ip;
}

static void open_wire(const char *local, const char *remote, const char *port)
{
	struct sockaddr_in here = address(local, port), there = address(remote, port);

	wire = socket(AF_INET, SOCK_DGRAM, 0);
	if (wire < 0 || bind(wire, (struct sockaddr *)&here, sizeof(here)))
		refused("cannot listen at", local);
	if (connect(wire, (struct sockaddr *)&there, sizeof(there)))
		refused("cannot send to", remote);
}

static void open_tun(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	device = open("/dev/net/tun", O_RDWR);
	if (device < 0 || ioctl(device, TUNSETIFF, &request))
		refused("cannot be the other side of", name);
}

/* A capture of all that its peer sends into it, as pcap opens one. */
static void open_device(const char *name)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct packet_mreq all = { .mr_type = PACKET_MR_PROMISC };
	int yes = 1;

	at.sll_ifindex = all.mr_ifindex = if_nametoindex(name);
	device = socket(AF_PACKET, SOCK_RAW, 0);
	if (device < 0 || !at.sll_ifindex || bind(device, (struct sockaddr *)&at, sizeof(at)) ||
	    setsockopt(device, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes)) ||
	    setsockopt(device, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)))
		refused("cannot capture on", name);
}

/* Checksums are left to the next device as a rule, and segments to be cut: here none is next. */
static void finish_packets_of(const char *name)
{
	struct ethtool_value off = { .cmd = ETHTOOL_STXCSUM, .data = 0 };
	struct ifreq request = { .ifr_data = (void *)&off };

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(wire, SIOCETHTOOL, &request))
		refused("cannot switch offloads off on", name);
}

/* One off the TTL, and so one on the checksum's upper byte (RFC 1624); 0 if it may go no further. */
static int route(ssize_t length)
{
	struct iphdr *ip = (struct iphdr *)packet;
	unsigned int sum;

	if (length < (ssize_t)sizeof(*ip) || ip->version != 4 || ip->ttl <= 1)
		return 0;
	ip->ttl--;
	sum = ntohs(ip->check) + 0x100;
	ip->check = htons(sum + (sum >> 16));
	return 1;
}

/* A peer's name is a MAC address. Ours have their IPv4 address in it. */
static void name_peer(unsigned char *name, const struct sockaddr_in *peer)
{
	name[0] = 2;
	name[1] = 0;
	memcpy(name + 2, &peer->sin_addr, 4);
}

/* Returns how many bytes came; below 0: none, which passes. */
static ssize_t take(int end, void *room, size_t most)
{
	ssize_t length = read(end, room, most);

	/* poll() would say so again and again */
	if (length < 0 && errno == EBADFD)
		refused("cannot go on with", "its device");
	return length;
}

static void carry_packets(int from_device)
{
	ssize_t length = take(from_device ? device : wire, packet, MOST);

	/* what cannot be sent is lost, as on any wire */
	if (route(length) && write(from_device ? wire : device, packet, length) < 0)
		perror("tunnel: lost a packet");
}

static void carry_frames(int from_device)
{
	ssize_t length;

	if (from_device) {
		length = take(device, packet, MOST);
		memcpy(buffer, names, sizeof(names));
		buffer[HEADER - 2] = length >> 8;
		buffer[HEADER - 1] = length;
		if (length > 0 && write(wire, buffer, HEADER + length) < 0)
			perror("tunnel: lost a frame");
		return;
	}
	length = take(wire, buffer, sizeof(buffer)) - HEADER;
	if (length > 0 && (buffer[HEADER - 2] << 8 | buffer[HEADER - 1]) == length &&
	    write(device, packet, length) < 0)
		perror("tunnel: lost a frame");
}

static void run(void (*carry)(int))
{
	struct pollfd both[] = { { .fd = device, .events = POLLIN }, { .fd = wire, .events = POLLIN } };

	puts("ready");
	fflush(stdout);
	while (poll(both, 2, -1) >= 0) {
		if (both[0].revents)
			carry(1);
		if (both[1].revents)
			carry(0);
	}
	refused("cannot wait for", "packets");
}

int main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "packets") == 0) {
		open_wire(argv[3], argv[4], argv[5]);
		open_tun(argv[2]);
		run(carry_packets);
	}
	if (argc == 7 && strcmp(argv[1], "frames") == 0) {
		struct sockaddr_in here = address(argv[4], argv[6]), there = address(argv[5], argv[6]);

		open_wire(argv[4], argv[5], argv[6]);
		finish_packets_of(argv[3]);
		open_device(argv[2]);
		name_peer(names, &here);
		name_peer(names + NAME, &here);
		name_peer(names + 2 * NAME, &there);
		run(carry_frames);
	}
	fputs("usage: tunnel packets TUN LOCAL REMOTE PORT | tunnel frames DEVICE FEEDER LOCAL REMOTE PORT\n",
	      stderr);
	return 2;
}
