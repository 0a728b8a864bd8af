import type { Datapath } from '../datapath.ts';
import { deniedAtXdp } from '../topologies/xdp-pair.ts';
import { xdpDrop } from './xdp-drop.ts';

const [sent, , ...rest] = xdpDrop.story;

export const xdpDropGeneric: Datapath = {
  ...xdpDrop,
  name: 'cilium/xdp-drop-generic',
  title: 'Pod to pod on one node, dropped by generic XDP before any tap sees it',
  needs: ['veth', 'nf_tables', 'bpf_redirect_peer', 'xdp_generic'],
  topology: deniedAtXdp('xdp generic'),
  twins: ['cilium/xdp-drop'],
  story: [
    { ...sent!, source: 'Linux drivers/net/veth.c, veth_get_stats64()' },
    {
      text: 'The program on generic XDP of lxc1 runs in the stack, for drivers that know no XDP. There is an skb already, but packet taps come only after it. It asks for the route: the packet is for another pod, so it answers XDP_DROP.',
      source: 'Linux net/core/dev.c, __netif_receive_skb_core(), do_xdp_generic()',
    },
    ...rest,
  ],
};
