import { in_ } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { promiscuousBridge } from '../topologies/promiscuous-bridge.ts';
import { bridge } from './bridge.ts';

export const bridgePromiscuous: Datapath = {
  name: 'linux/bridge-promiscuous',
  title: 'Pod to pod on one node over a bridge in promiscuous mode',
  needs: bridge.needs,
  topology: promiscuousBridge,
  signature: {
    ...bridge.signature,
    'node1/cni0': {
      request: in_(0, { sourceMac: 'pod1/eth0', isCopy: true }),
      reply: in_(0, { sourceMac: 'pod2/eth0', isCopy: true }),
    },
  },
  conntrack: bridge.conntrack,
  live: { conntrack: 'either' },
  control: 'linux/bridge',
  proof: "frames were switched from port to port, and the bridge's own device got a copy of each",
  why: { ...bridge.why, 'node1/cni0': 'takes in a copy of every frame' },
  story: [
    {
      text: 'pod1 sends the frame straight to pod2, its neighbour on the bridge; veth1, a port, receives it, and the bridge sends it out of veth2.',
      source: 'docs/measurements/devices.md, promiscuous bridge',
    },
    {
      text: "As cni0 is promiscuous, the bridge hands a copy of it up as well, though it is for pod2's MAC address: a tap on cni0 sees it come in.",
      source: 'Linux net/bridge/br_input.c, br_handle_frame_finish()',
    },
    {
      text: 'The reply is copied in the same way, so cni0 sees both legs come in and neither go out: it is a listener, not a hop. The stack above drops what is not for the node.',
      source: 'docs/measurements/devices.md, promiscuous bridge',
    },
    {
      text: "The bridge plugin's promiscMode does this, as kubenet did, so that a pod may reach itself by its own service. A tcpdump on cni0 without -p does it, too: it changes what it looks at.",
      source: 'containernetworking/plugins, plugins/main/bridge/bridge.go',
    },
  ],
};
