import { describe, expect, it } from 'vitest';
import { type Flow, isTracked, repliesOf } from '../../src/witnesses/conntrack.ts';

const TABLE = `ipv4     2 icmp     1 29 src=10.244.1.11 dst=10.244.1.12 type=8 code=0 id=18684 src=10.244.1.12 dst=10.244.1.11 type=0 code=0 id=18684 mark=0 zone=0 use=2
ipv4     2 tcp      6 431999 ESTABLISHED src=10.244.1.11 dst=10.244.1.12 sport=60504 dport=8080 src=10.244.1.12 dst=10.244.1.11 sport=8080 dport=60504 [ASSURED] mark=0 zone=0 use=2
ipv6     10 icmpv6   58 29 src=fd00:0010:0244:0001:0000:0000:0000:0011 dst=fd00:0010:0244:0001:0000:0000:0000:0012 type=128 code=0 id=7 src=fd00:0010:0244:0001:0000:0000:0000:0012 dst=fd00:0010:0244:0001:0000:0000:0000:0011 type=129 code=0 id=7 mark=0 zone=0 use=2
ipv6     10 udp      17 29 src=fd00:0010:0244:0001:0000:0000:0000:0011 dst=fd00:0010:0244:0001:0000:0000:0000:0012 sport=1 dport=8080 [UNREPLIED] src=fd00:0010:0244:0001:0000:0000:0000:0012 dst=fd00:0010:0244:0001:0000:0000:0000:0011 sport=8080 dport=1 mark=0 zone=0 use=2
`;

const V4 = { from: '10.244.1.11', to: '10.244.1.12' };
const V6 = { from: 'fd00:10:244:1::11', to: 'fd00:10:244:1::12' };

describe('connection tracking', () => {
  it.each<Flow>([
    { kind: 'ping', ...V4 },
    { kind: 'tcp', ...V4 },
    { kind: 'ping', ...V6 },
    { kind: 'udp', ...V6 },
  ])('knows %j', (flow) => {
    expect(isTracked(TABLE, flow)).toBe(true);
  });

  it('knows what was translated before it came', () => {
    const asked: Flow = { kind: 'tcp', from: V4.from, to: '10.96.0.50' };
    expect(isTracked(TABLE, asked)).toBe(false);
    expect(isTracked(TABLE, { ...asked, answering: V4.to })).toBe(true);
    expect(isTracked(TABLE, { ...asked, kind: 'udp', answering: V4.to })).toBe(false);
  });

  it.each<Flow>([
    { kind: 'udp', ...V4 },
    { kind: 'tcp', ...V6 },
    { kind: 'ping', from: V4.to, to: V4.from }, // only answers come that way
    { kind: 'ping', from: V4.from, to: '10.244.1.1' },
    { kind: 'ping', from: '10.244.1.1', to: V4.to },
    { kind: 'ping', from: '0.244.1.11', to: V4.to },
  ])('does not know %j', (flow) => {
    expect(isTracked(TABLE, flow)).toBe(false);
  });

  it('knows nothing while its table is empty', () => {
    expect(isTracked('', { kind: 'ping', ...V4 })).toBe(false);
    expect(isTracked('\n', { kind: 'ping', ...V6 })).toBe(false);
  });
});

describe('an entry that translates', () => {
  // of Linux 6.18, in labs of kube-proxy/iptables, kube-proxy/nodeport and kube-proxy/bridge-nf-off
  const SERVICES = `ipv4     2 udp      17 29 src=10.244.1.11 dst=10.96.0.50 sport=46033 dport=8080 src=10.244.1.12 dst=10.244.1.11 sport=8080 dport=46033 mark=0 zone=0 use=2
ipv4     2 udp      17 29 src=192.168.50.9 dst=192.168.50.1 sport=54348 dport=30080 src=10.244.1.12 dst=10.244.1.1 sport=30080 dport=54348 mark=0 zone=0 use=2
ipv4     2 udp      17 28 src=10.244.1.11 dst=10.96.0.50 sport=60519 dport=8080 [UNREPLIED] src=10.244.1.12 dst=10.244.1.11 sport=8080 dport=60519 mark=0 zone=0 use=2
`;

  it('expects the pod behind the service to answer, masqueraded or not', () => {
    const asked = { kind: 'udp', from: '10.244.1.11', to: '10.96.0.50' } as const;
    expect(repliesOf(SERVICES, asked)).toEqual(['10.244.1.12 > 10.244.1.11']);
    const outside = { kind: 'udp', from: '192.168.50.9', to: '192.168.50.1' } as const;
    expect(repliesOf(SERVICES, outside)).toEqual(['10.244.1.12 > 10.244.1.1']);
    expect(repliesOf(SERVICES, { ...asked, kind: 'tcp' })).toEqual([]);
  });

  it('that does not translate expects who was asked', () => {
    expect(repliesOf(TABLE, { kind: 'udp', ...V6 })).toEqual([`${V6.to} > ${V6.from}`]);
  });
});
