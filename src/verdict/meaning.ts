import { type Check, NO_TAP } from './check.ts';
import { NO_MASQUERADE, NO_SERVICE } from './party-address.ts';

/** What a check that did not come out as expected says about the way the packets took. */
export function meaningOf(check: Check): string {
  const packets = check.leg === 'reply' ? 'replies' : 'requests';
  const device = describeTap(check.tap);
  switch (check.code) {
    case 'unexpected':
      return unexpected(check, packets, device);
    case 'missing':
      return missing(check, packets, device);
    case 'unproven-absence':
      return `the capture on ${device} saw nothing at all, so it has not shown that it could have seen the ${packets}`;
    case 'capture-fault':
      return `what the capture on ${device} does not show proves nothing`;
    case 'tap-missing':
      if (check.seen !== NO_TAP)
        return `which ${packets} came by ${device} and which by others cannot be told`;
      return 'this lab has no such device, so nothing can be said of it';
    case 'not-sent':
      return `the probe did not leave ${device}, so nothing can be said about its way: look at the sender's own firewall and routes`;
    case 'not-answered':
      return check.expected.startsWith('no')
        ? 'the sender got answers that this datapath should have cost it'
        : 'the sender did not get its answers, whatever the taps saw';
    case 'asked':
      if (isOfService(check.expected) && isOfService(check.seen)) {
        return 'a service was asked by another kind of socket than this datapath is about: one that is connected is translated once, in connect(), one that is not with each datagram';
      }
      return isOfService(check.expected)
        ? 'no service is known to have been asked, so that its address is on no device shows nothing'
        : 'a service was asked, which this datapath is not about: something put another address in its place';
    case 'too-few-probes':
      return isShare(check)
        ? `too few ${packets} for all that share them: send more`
        : 'this datapath treats the first packet differently: send at least two';
    case 'direction':
      return `the ${packets} crossed ${device} the other way round: either the taps are mixed up or something sends them back`;
    case 'ttl':
      return `between their sender and ${device} the ${packets} were routed another number of times than this datapath routes them`;
    case 'source-mac':
      return `the frame at ${device} was addressed by another device than this datapath's last hop`;
    case 'addresses':
      if (check.expected.includes(NO_SERVICE)) {
        return 'the very address that was asked is the one that answered: no service was asked';
      }
      if (check.expected.includes(NO_MASQUERADE)) {
        return 'the answering one was asked by the very address of who asks: nothing put another one there';
      }
      if (check.tap === 'pod1/eth0' && check.leg === 'request' && isFromSame(check)) {
        return 'the requests left pod1 for another address than the one that answered: nothing translated the address at the socket, before there was a packet';
      }
      return `addresses of the ${packets} were rewritten on the way to ${device}`;
    case 'encapsulation':
      return `the ${packets} were carried differently at ${device}`;
    case 'copies':
      return `the ${packets} were seen more or fewer times than they were sent: duplicated or repeated on the way`;
    case 'sealed':
      return `fewer encrypted datagrams passed ${device} than there were ${packets}: some went another way, or not encrypted`;
    case 'order':
      return 'time stamps run against the path: the clock was set, or the captures belong to different runs';
    case 'programs':
      if (check.expected === 'xdp_pass on xdp') {
        return `what makes ${device} take frames that native XDP sends to it is not there`;
      }
      return check.seen === 'no program'
        ? `nothing at ${device} could redirect packets: the host stack forwards them`
        : `another program than this datapath's is at work at ${device}`;
    case 'conntrack':
      return check.seen.includes('untracked')
        ? "the packets passed by the node's netfilter: something redirected them before the host stack"
        : "the packets went through the node's host stack, where netfilter saw them";
    case 'kube-proxy':
      return 'kube-proxy translates services by other rules than this datapath has';
    case 'translation':
      return check.seen.endsWith(' nothing back')
        ? 'IPVS has no connection from who asked to the service: something else translated it'
        : 'the node has noted another pod for the service than the one that was seen to answer';
    case 'routes':
      if (check.ok === null) return 'nobody says by whom the routes there were learned';
      return check.expected.endsWith(' no route')
        ? 'a routing protocol brings routes there, which this datapath has from somebody else, or not at all'
        : 'the routes that a routing protocol should have brought there are others, or not all there';
    case 'drops':
      if (check.ok === null) {
        return 'the kernel dropped more or fewer packets than there were requests';
      }
      return check.seen.startsWith('no ')
        ? 'the kernel dropped none of the requests: they went on, or were lost outside of the nodes'
        : 'the kernel dropped the requests, but for another reason or at another place than this datapath does';
    case 'rescheduling':
      if (check.ok === null) {
        return `not all ${packets} waited for a CPU as often as the others: some were lost, split or joined on their way`;
      }
      return `the ${packets} waited for a CPU more or fewer times than this datapath has them wait: they went another way through the kernel`;
    case 'forwarder':
      if (check.ok === null) return `the process behind ${device} does not say what it has carried`;
      if (check.expected === 'no process') {
        return `a process in user space is behind ${device}, which this datapath does without`;
      }
      return check.seen === 'no process'
        ? `no process in user space is behind ${device}: the kernel, or a NIC, moved the packets`
        : `the process behind ${device} carried fewer packets than passed there: some went another way`;
    case 'device-counters':
      if (check.expected.includes('unseen')) {
        return `too few packets passed ${device} unseen: it counted hardly more than its capture saw`;
      }
      return `device and capture disagree at ${device}: one of them did not count all packets`;
  }
}

function unexpected(check: Check, packets: string, device: string): string {
  if (isShare(check)) {
    return `${device} carried ${packets} that another of those which share them carried, too: they were sent twice`;
  }
  if (check.tap?.startsWith('pair ')) {
    return `the ${packets} came to where they are none of its business: ${check.tap} is another pair's`;
  }
  if (isHostSide(check.tap) && check.seen.includes('out')) {
    return `${device} carried the ${packets} out to the pod, so they went through the host stack (or a plain redirect) and not by bpf_redirect_peer()`;
  }
  if (isHostSide(check.tap))
    return `${device} carried ${packets} that this datapath sends another way`;
  return `the ${packets} passed ${device}, which this datapath leaves out`;
}

function missing(check: Check, packets: string, device: string): string {
  if (isShare(check)) {
    return check.seen === 'none'
      ? `${device} got no share: all ${packets} went by others`
      : `some of the ${packets} came by none of those which share them, of which ${device} is one`;
  }
  if (isHostSide(check.tap) && check.expected.includes('out')) {
    return `${device} did not carry the ${packets} out to the pod: either they were lost before it, or something like bpf_redirect_peer() put them straight into the pod`;
  }
  return `${packets} did not come as far as ${device}, or passed it by`;
}

function isShare({ expected }: Check): boolean {
  return expected.startsWith('a share');
}

function isOfService(words: string): boolean {
  return words.startsWith("a service's address");
}

/** Whether the source address is right, and the destination is not. */
function isFromSame({ expected, seen }: Check): boolean {
  return expected.split(' > ')[0] === seen.split(' > ')[0];
}

function isHostSide(tap: string | null): boolean {
  return tap?.endsWith('/lxc') ?? false;
}

function describeTap(tap: string | null): string {
  if (!tap) return 'the path';
  const [place, device] = tap.split('/');
  return isHostSide(tap) ? `the host-side device of ${place}` : `${place}'s ${device}`;
}
