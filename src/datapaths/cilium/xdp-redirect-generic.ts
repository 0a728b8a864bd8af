import type { Datapath } from '../datapath.ts';
import { redirectedByXdp } from '../topologies/xdp-pair.ts';
import { xdpRedirect } from './xdp-redirect.ts';

const { tools: _, ...native } = xdpRedirect;

export const xdpRedirectGeneric: Datapath = {
  ...native,
  name: 'cilium/xdp-redirect-generic',
  title: 'Pod to pod on one node by generic XDP_REDIRECT: no tap of the node sees anything',
  needs: ['veth', 'nf_tables', 'xdp_generic'],
  topology: redirectedByXdp('xdp generic'),
  twins: ['cilium/xdp-redirect'],
  story: [
    {
      text: 'pod1 sends the request out of its eth0; the other end of the pair, lxc1, receives it and counts it.',
      source: 'Linux drivers/net/veth.c, veth_get_stats64()',
    },
    {
      text: 'The program on generic XDP of lxc1 runs in the stack, on an skb, but before packet taps. It looks up the route, rewrites both MAC addresses, takes one off the TTL, and redirects the packet to lxc2.',
      source: 'Linux net/core/dev.c, do_xdp_generic(); bpf/xdp-redirect.bpf.c',
    },
    {
      text: 'What generic XDP redirects is handed to the driver of lxc2 at once, past the taps on what goes out. So the node shows nothing of the request, on either device.',
      source: 'Linux net/core/dev.c, generic_xdp_tx()',
    },
    {
      text: 'It stays an skb, which still knows that its checksum is to be filled in, and asks nothing of the other end: no program on the pods, no other checksums than always.',
      source: 'docs/measurements/xdp.md, redirect',
    },
    {
      text: 'The tap on eth0 of pod2 sees it, with the MAC address of lxc2 as its source. The reply takes the mirrored way.',
      source: 'docs/measurements/xdp.md, redirect',
    },
    {
      text: 'Only the counters of lxc1 and lxc2 tell of the packets: rx and tx have them all. What is for the node itself passes XDP, so its own ping to a pod is seen there.',
      source: 'docs/measurements/xdp.md, redirect',
    },
  ],
};
