// flood DEVICE MICROSECONDS FRAME...: sends these frames (in hexadecimal) by a device, one after the other, until it is
// killed. It says "on" when it begins.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 64, LONGEST = 1514 };

static unsigned char frames[MOST][LONGEST];
static size_t lengths[MOST];

static size_t bytes_of(const char *hex, unsigned char *into) {
  size_t length = strlen(hex) / 2;
  for (size_t i = 0; i < length && i < LONGEST; i++) {
    unsigned int byte;
    if (sscanf(hex + 2 * i, "%2x", &byte) != 1) exit(2);
    into[i] = byte;
  }
  return length;
}

int main(int argc, char **argv) {
  int count = argc - 3;
  if (count < 1 || count > MOST) return 2;
  for (int i = 0; i < count; i++) lengths[i] = bytes_of(argv[i + 3], frames[i]);
  int raw = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  struct sockaddr_ll device = {
      .sll_family = AF_PACKET,
      .sll_ifindex = if_nametoindex(argv[1]),
  };
  if (raw < 0 || device.sll_ifindex == 0) return 1;
  // it is for sending alone: what arrives is not kept for it
  shutdown(raw, SHUT_RD);
  puts("on");
  fflush(stdout);
  for (unsigned long n = 0;; n++) {
    int i = n % count;
    sendto(raw, frames[i], lengths[i], 0, (struct sockaddr *)&device, sizeof device);
    int pause = atoi(argv[2]);
    if (pause > 0) usleep(pause);
  }
}
