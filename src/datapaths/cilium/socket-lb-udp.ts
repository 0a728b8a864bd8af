import type { Datapath } from '../datapath.ts';
import { sendtoPair } from '../topologies/socket-lb-pair.ts';
import { socketLb } from './socket-lb.ts';

export const socketLbUdp: Datapath = {
  ...socketLb,
  name: 'cilium/socket-lb-udp',
  title: 'Pod to service on one node by unconnected UDP, translated in sendto() (socket LB)',
  topology: sendtoPair,
  probes: ['udp'], // only datagrams can be sent without a connection
  control: 'cilium/socket-lb-outside',
  proof:
    'a service was asked without a connection and answered under its own address, and no tap saw any address but those of the two pods',
  story: [
    {
      text: 'The client in pod1 does not connect its UDP socket: it hands the service address to sendto() with each datagram, as many resolvers do that ask the cluster DNS. There is no connect() where it could be translated.',
      source: 'docs/measurements/socket-lb.md, unconnected',
    },
    {
      text: "So a program on sendmsg of the pod's cgroup is asked for each datagram. It puts the address of pod2 in, and notes in a map, by the socket's cookie and that address, what had been asked.",
      source:
        'bpf/socket-lb.bpf.c, after Cilium bpf/bpf_sock.c, sock4_sendmsg(), sock4_update_revnat()',
    },
    {
      text: 'From there on all is as between two pods of one node: bpf_redirect_peer() at lxc1, straight into pod2. No packet ever bears the service address, not even at eth0 of pod1.',
      source: 'Linux net/ipv4/udp.c, udp_sendmsg(), BPF_CGROUP_RUN_PROG_UDP4_SENDMSG_LOCK',
    },
    {
      text: 'The answer comes from pod2, whom the client never asked, and it would throw it away. A program on recvmsg finds the note, and recvfrom() tells the client the service address.',
      source: 'bpf/socket-lb.bpf.c, after Cilium bpf/bpf_sock.c, sock4_recvmsg()',
    },
    {
      text: "Without that program all taps see the same, and the client counts no answer: this lab's does as resolvers do, and heeds only those that it asked.",
      source: 'docs/measurements/socket-lb.md, unconnected',
    },
  ],
};
