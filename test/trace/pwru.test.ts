import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDrop } from '../../src/trace/hop-point.ts';
import { hopRemarks } from '../../src/trace/hop-remarks.ts';
import { parsePwruEvent } from '../../src/trace/pwru-event.ts';
import { pwruHops } from '../../src/trace/pwru-hops.ts';
import { pwruCommand } from '../../src/trace/pwru-tracer.ts';

/** A line in the shape that pwru 1.0.9 and newer print with --output-json, as its own source has it. */
function line(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    ...{ skb: '0xffff8a0d01b8a500', cpu: 1, process: '~bin/ping:1205', func: 'skb_do_redirect' },
    ...{ time: 81234567890, netns: 4026532345, iface: '~1c4f0a2b3c4d:7', proto: 2048, mtu: 1500 },
    ...{ len: 84, cb: [0, 0, 0, 0, 0] },
    tuple: { saddr: '10.244.1.11', daddr: '10.244.1.12', sport: 0, dport: 0, proto: 1 },
    ...fields,
  });
}

describe("a line of pwru's", () => {
  it('is read', () => {
    expect(parsePwruEvent(line())).toEqual({
      ...{ function: 'skb_do_redirect', reason: null, skb: '0xffff8a0d01b8a500', cpu: 1 },
      ...{ timeNs: 81234567890n, netns: 4026532345, device: '~1c4f0a2b3c4d', ifindex: 7 },
      ...{ length: 84, source: '10.244.1.11', destination: '10.244.1.12' },
    });
  });

  it.each([
    ['kfree_skb_reason(SKB_DROP_REASON_TC_INGRESS)', 'kfree_skb_reason', 'TC_INGRESS'],
    ['sk_skb_reason_drop(SKB_DROP_REASON_NETFILTER_DROP)', 'sk_skb_reason_drop', 'NETFILTER_DROP'],
    ['kfree_skb_reason (77)', 'kfree_skb_reason', '77'],
    ['sk_skb_reason_drop(SKB_CONSUMED)', 'sk_skb_reason_drop', 'CONSUMED'],
    ['cil_from_container(tc)', 'cil_from_container', null],
  ])('tells a reason from what else is behind a function: %s', (func, name, reason) => {
    expect(parsePwruEvent(line({ func }))).toMatchObject({ function: name, reason });
  });

  it('is none without a function, a packet or a time, and never throws', () => {
    for (const lacking of [{ func: '' }, { skb: undefined }, { time: '15:04:05' }]) {
      expect(parsePwruEvent(line(lacking))).toBeNull();
    }
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parsePwruEvent(text)));
  });
});

const FACTS = {
  ...{ client: ['10.244.1.11'], server: ['10.244.1.12'], count: 1, offsetNs: 1000n },
  places: new Map([
    [4026532345, 'node1'],
    [4026532400, 'pod2'],
  ]),
  taps: [
    { place: 'node1', device: 'lxc0a1b2c1c4f0a2b3c4d', ifindex: 7 },
    { place: 'pod2', device: 'eth0', ifindex: 2 },
  ],
};
const events = (...lines: string[]) => lines.flatMap((text) => parsePwruEvent(text) ?? []);

describe("pwru's events as hops", () => {
  it('have the whole name of a device, by its number, and the place, by its namespace', () => {
    const [hop] = pwruHops(events(line()), FACTS);
    expect(hop).toMatchObject({
      ...{ point: 'skb_do_redirect', place: 'node1', device: 'lxc0a1b2c1c4f0a2b3c4d', ifindex: 7 },
      ...{ leg: 'request', probe: 0, timestampNs: 81234568890n, ttl: null },
    });
  });

  it('show the redirect: from the host side straight to ip_rcv in the pod, by the same packet', () => {
    const there = { func: 'ip_rcv', netns: 4026532400, iface: 'eth0:2', time: 81234568000 };
    const hops = pwruHops(events(line(there), line()), FACTS);
    expect(hops.map(({ point, place }) => [point, place])).toEqual([
      ['skb_do_redirect', 'node1'],
      ['ip_rcv', 'pod2'],
    ]);
    expect(new Set(hops.map(({ skb }) => skb)).size).toBe(1);
  });

  it('are of either leg by their addresses; others are left out, and other namespaces', () => {
    const back = { saddr: '10.244.1.12', daddr: '10.244.1.11' };
    const foreign = { saddr: '10.244.1.13', daddr: '10.244.1.11' };
    const lines = [
      line({ tuple: back }),
      line({ tuple: foreign }),
      line({ netns: 1 }),
      line({ tuple: undefined }),
    ];
    expect(pwruHops(events(...lines), FACTS).map(({ leg }) => leg)).toEqual(['reply']);
  });

  it('of several probes are not told apart', () => {
    expect(pwruHops(events(line()), { ...FACTS, count: 3 })[0]?.probe).toBeNull();
  });
});

describe('the text of pwru 1.0.5, which has no JSON', () => {
  const PAGE = new URL('../fixtures/pwru/1.0.5-same-node.txt', import.meta.url);
  const text = readFileSync(PAGE, 'utf8').trimEnd().split('\n');
  const places = new Map([
    [4026532210, 'node1'],
    [4026532262, 'pod1'],
    [4026532314, 'pod2'],
  ]);
  const hops = pwruHops(events(...text), { ...FACTS, count: 2, places, taps: [] });

  it('is read, all but its head', () => {
    expect(events(...text)).toHaveLength(text.length - 1);
    expect(parsePwruEvent(text[1]!)).toEqual({
      ...{ function: 'dev_hard_start_xmit', reason: null, skb: '0xffff888005625800', cpu: 0 },
      ...{ timeNs: 56435114861n, netns: 4026532262, device: null, ifindex: 2, length: 98 },
      ...{ source: '10.244.1.11', destination: '10.244.1.12' },
    });
  });

  it('shows the redirect, in both legs', () => {
    const line = (leg: 'request' | 'reply') => ({
      ...{ leg, probe: null },
      rows: hops
        .filter((hop) => hop.leg === leg)
        .map((hop) => ({ kind: 'hop', us: 0, isDrop: isDrop(hop), tap: null, ...hop }) as never),
    });
    const told = {
      trips: null,
      rescheduled: null,
      datapath: '',
      lost: 0,
      faults: [],
      reasons: true,
    };
    const remarks = hopRemarks({ ...told, legs: [line('request'), line('reply')] });
    expect(remarks.filter((remark) => remark.includes('skb_do_redirect'))).toEqual([
      expect.stringMatching(/^request: .* of node1 is followed by ip_rcv for .* of pod2/),
      expect.stringMatching(/^reply: .* of node1 is followed by ip_rcv for .* of pod1/),
    ]);
  });

  it('leaves out who else lets go of the packet: captures, and the copies that they take', () => {
    const [sent] = events(...text);
    const freed = { ...sent!, function: 'sk_skb_reason_drop', timeNs: sent!.timeNs + 10n };
    const captured = [freed, { ...freed, skb: '0xffff888005625f00' }];
    const facts = { ...FACTS, count: 2, places, taps: [] };
    expect(pwruHops([...events(...text), ...captured], facts)).toEqual(hops);
    expect(hops.filter(({ skb, ifindex }) => skb.endsWith('800') && ifindex === null)).toEqual([]);
  });

  it('does not take the end of a reply for a drop', () => {
    const freed = hops.filter(({ point }) => point === 'sk_skb_reason_drop');
    expect(freed.map((hop) => [hop.in, isDrop(hop)])).toEqual([
      ['ping_rcv', false],
      ['ping_rcv', false],
    ]);
  });
});

it('asks for the flow alone, as JSON where it can, with times that can be lined up', () => {
  const argv = pwruCommand('ping', 6, ['fd00::1', 'fd00::2'], true);
  expect(argv.slice(0, 6)).toEqual([
    ...['pwru', '--output-tuple', '--output-meta', '--timestamp', 'current', '--output-json'],
  ]);
  expect(pwruCommand('ping', 6, [], false)).not.toContain('--output-json');
  expect(argv.at(-1)).toBe('icmp6 and host fd00::1 and host fd00::2');
});
