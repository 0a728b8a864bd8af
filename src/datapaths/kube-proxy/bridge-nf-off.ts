import { in_, none, out } from '../../verdict/signature.ts';
import type { Datapath } from '../datapath.ts';
import { bridgedService } from '../topologies/bridged-service.ts';

const asked = { addresses: { source: 'from', destination: 'service' } } as const;
const translated = { addresses: { source: 'from', destination: 'to' } } as const;
const answered = { addresses: { source: 'to', destination: 'from' } } as const;

export const kubeProxyBridgeNfOff: Datapath = {
  name: 'kube-proxy/bridge-nf-off',
  title: 'Pod to service on one bridge without br_netfilter: the reply is not translated back',
  needs: ['veth', 'bridge', 'nf_tables', 'iptables'],
  topology: bridgedService,
  signature: {
    'pod1/eth0': {
      request: out(0, asked),
      reply: in_(0, { sourceMac: 'pod2/eth0', ...answered }),
    },
    'pod1/lxc': {
      request: in_(0, asked),
      reply: out(0, { sourceMac: 'pod2/eth0', ...answered }),
    },
    'node1/cni0': {
      request: [in_(0, asked), out(-1, { sourceMac: 'node1/cni0', ...translated })],
      reply: none,
    },
    'pod2/lxc': {
      request: out(-1, { sourceMac: 'node1/cni0', ...translated }),
      reply: in_(0, answered),
    },
    'pod2/eth0': {
      request: in_(-1, { sourceMac: 'node1/cni0', ...translated }),
      reply: out(0, answered),
    },
  },
  conntrack: 'tracked',
  kubeProxy: 'iptables',
  answered: 'none',
  probes: ['udp'], // TCP gets no further than to ask for a connection
  control: 'kube-proxy/iptables',
  proof:
    'requests were translated, and the replies came past the node, from another address than was asked',
  why: {
    'pod1/eth0': "replies bear pod2's own address",
    'pod1/lxc': 'a port: replies are switched to it',
    'node1/cni0': 'in to the service, out to pod2',
    'pod2/lxc': 'a port: replies are switched from it',
    'pod2/eth0': 'answers who asked: pod1',
  },
  story: [
    {
      text: 'pod1 asks the service address, which is not in its subnet, so the frame is for its gateway: cni0 takes it in, and shows it with that address.',
      source: 'docs/measurements/services.md, bridge without br_netfilter',
    },
    {
      text: 'There it is routed, and the rules of kube-proxy are asked: DNAT to pod2, one off the TTL, and out of the same cni0 again, now from the MAC address of cni0.',
      source: 'docs/measurements/services.md, bridge without br_netfilter',
    },
    {
      text: 'pod2 answers pod1, which it finds in its own subnet: the frame is switched from port to port, and neither cni0 nor netfilter sees it. Nobody puts the service address back.',
      source: 'Linux net/bridge/br_input.c, br_handle_frame_finish()',
    },
    {
      text: 'So pod1 gets an answer from whom it did not ask. A connected UDP socket does not take it (pod1 says by ICMP that the port is unreachable); TCP answers the SYN-ACK of a stranger by RST. Only a UDP socket that is not connected gets it, from an address that it did not ask.',
      source: 'docs/measurements/services.md, bridge without br_netfilter',
    },
    {
      text: 'That is why kubelet and kube-proxy want br_netfilter: with net.bridge.bridge-nf-call-iptables=1 switched frames go through netfilter, too, and the reply is translated back on the bridge.',
      source: 'Linux net/bridge/br_netfilter_hooks.c, br_nf_pre_routing()',
    },
  ],
};
