import { describe, expect, it } from 'vitest';
import { sameNode } from '../../src/datapaths/cilium/same-node.ts';
import { socketLb } from '../../src/datapaths/cilium/socket-lb.ts';
import { socketLbOutside } from '../../src/datapaths/cilium/socket-lb-outside.ts';
import { socketLbUdp } from '../../src/datapaths/cilium/socket-lb-udp.ts';
import { claimOf, type Datapath } from '../../src/datapaths/datapath.ts';
import { kubeProxyIptablesMode } from '../../src/datapaths/kube-proxy/iptables.ts';
import { checkAsked } from '../../src/verdict/check-asked.ts';
import { meaningOf } from '../../src/verdict/meaning.ts';
import type { Asked, Observation } from '../../src/verdict/observation.ts';
import { judged, observed, recordedRun } from '../support/recorded-runs.ts';

const observation = observed(recordedRun('cilium/socket-lb tcp IPv4'));

/** What is said of a run of which this address was asked. */
function said(datapath: Datapath, asked?: Asked) {
  const { asked: _, ...probe } = observation.probe;
  const run: Observation = { ...observation, probe: { ...probe, ...(asked && { asked }) } };
  return checkAsked(run, claimOf(datapath, 4)).map((check) => check.ok);
}

describe('which address was asked', () => {
  it('is no question where the packets bear the answer', () => {
    for (const asked of ['own', 'service', undefined] as const) {
      expect(said(kubeProxyIptablesMode, asked)).toEqual([]);
    }
  });

  it('must be known to be a service of what translates it before there is a packet', () => {
    expect(said(socketLb, 'service')).toEqual([true]);
    expect(said(socketLb, 'own')).toEqual([null]);
    expect(said(socketLb)).toEqual([null]);
  });

  it('must be known to be asked by the kind of socket that its datapath is about', () => {
    expect(said(socketLbUdp, 'service by sendto')).toEqual([true]);
    expect(said(socketLbUdp, 'service')).toEqual([null]);
    expect(said(socketLb, 'service by sendto')).toEqual([null]);
  });

  it('leaves open whether it is a datapath that is about none', () => {
    expect(said(sameNode, 'own')).toEqual([true]);
    expect(said(sameNode, 'service')).toEqual([null]);
    expect(said(sameNode)).toEqual([]);
  });

  it('is told at the first tap, each way in words of its own', () => {
    const tells = (datapath: Datapath, asked: Asked) => {
      const run = { ...observation, probe: { ...observation.probe, asked } };
      const [check] = checkAsked(run, claimOf(datapath, 4));
      expect(check).toMatchObject({ code: 'asked', tap: 'pod1/eth0', leg: 'request' });
      return meaningOf(check!);
    };
    expect(tells(socketLb, 'own')).toMatch(/^no service/);
    expect(tells(sameNode, 'service')).toMatch(/^a service was asked, /);
    expect(tells(socketLbUdp, 'service')).toMatch(/^a service was asked by another kind of socket/);
  });
});

it('tells a service that was translated too late for the socket LB at pod1 itself', () => {
  const run = recordedRun('kube-proxy/iptables udp IPv6');
  const { verdict, findings } = judged(run, run, socketLb);
  expect(verdict).toBe('fail');
  const atPod1 = findings.find((f) => f.tap === 'pod1/eth0' && f.leg === 'request');
  expect(atPod1).toMatchObject({
    code: 'addresses',
    weight: 'contradiction',
    expected: 'fd00:10:244:1::11 > fd00:10:244:1::12',
    seen: 'fd00:10:244:1::11 > fd00:10:96::50',
  });
  expect(atPod1!.meaning).toMatch(/nothing translated the address at the socket/);
});

describe('a service that nobody answers under', () => {
  const run = recordedRun('cilium/socket-lb-outside udp IPv4');
  const { sent } = run;

  it('is what its sender says that it asked', () => {
    expect(judged(run).verdict).toBe('pass');
    const other = { ...run, sent: { ...sent, service: '10.96.0.51' } };
    const { verdict, findings } = judged(run, other);
    expect(verdict).toBe('fail');
    expect(findings[0]).toMatchObject({
      code: 'addresses',
      expected: '10.244.1.11 > 10.96.0.51',
      seen: '10.244.1.11 > 10.96.0.50',
    });
  });

  it('is not known where nobody says, and none where the own address was asked', () => {
    const { service: _, asked: __, ...unsaid } = sent;
    expect(judged(run, { ...run, sent: unsaid }).verdict).toBe('inconclusive');
    const own = { ...run, sent: { ...unsaid, asked: 'own' as const } };
    expect(judged(run, own).findings[0]).toMatchObject({
      code: 'addresses',
      expected: "10.244.1.11 > a service's address",
    });
  });

  it('tells that nothing translated it for the client outside the cgroup', () => {
    const { verdict, findings } = judged(run, run, socketLbUdp);
    expect(verdict).toBe('fail');
    const atPod1 = findings.find((f) => f.tap === 'pod1/eth0' && f.code === 'addresses');
    expect(atPod1).toMatchObject({
      weight: 'contradiction',
      expected: '10.244.1.11 > an address behind the service',
      seen: '10.244.1.11 > 10.96.0.50',
    });
    expect(atPod1!.meaning).toMatch(/nothing translated the address at the socket/);
    expect(socketLbUdp.control).toBe(socketLbOutside.name);
  });
});
