import { describe, expect, it } from 'vitest';
import { hopRemarks } from '../../src/trace/hop-remarks.ts';
import { hopLines } from '../../src/trace/hop-rows.ts';
import type { LegLine } from '../../src/trace/time-line.ts';
import { hopsOf } from '../../src/verdict/hop.ts';
import { tripsOf } from '../../src/verdict/trips.ts';
import { recordedTrace } from '../support/traces.ts';

const linesOf = (folder: string) => hopLines(recordedTrace(folder));

/** `netif_rx lxc1@node1 64`, with the tap that saw it behind. */
const shown = ({ rows }: LegLine) =>
  rows.map((row) => {
    if (row.kind !== 'hop') return row.kind === 'tap' ? `only ${row.tap} ${row.direction}` : '';
    const { point, device, place, ttl, tap } = row;
    return `${point} ${device}@${place} ${ttl}${tap ? ` = ${tap.tap} ${tap.direction}` : ''}`;
  });

describe('hops lined up with the taps', () => {
  it('eBPF host routing: pod2 has the packet without having received it', () => {
    const [request, reply] = linesOf('cilium-same-node');
    expect(shown(request!)).toEqual([
      'net_dev_start_xmit eth0@pod1 64 = pod1/eth0 out',
      'netif_rx lxc1@node1 64',
      'netif_receive_skb lxc1@node1 64 = pod1/lxc in',
      'consume_skb eth0@pod2 63 = pod2/eth0 in',
    ]);
    expect(shown(reply!)).toEqual([
      'net_dev_start_xmit eth0@pod2 64 = pod2/eth0 out',
      'netif_rx lxc2@node1 64',
      'netif_receive_skb lxc2@node1 64 = pod2/lxc in',
      'kfree_skb eth0@pod1 63 = pod1/eth0 in',
    ]);
  });

  it('Legacy: every device sends and receives', () => {
    const [request] = linesOf('cilium-same-node-legacy');
    expect(shown(request!)).toEqual([
      'net_dev_start_xmit eth0@pod1 64 = pod1/eth0 out',
      'netif_rx lxc1@node1 64',
      'netif_receive_skb lxc1@node1 64 = pod1/lxc in',
      'net_dev_start_xmit lxc2@node1 63 = pod2/lxc out',
      'netif_rx eth0@pod2 63',
      'netif_receive_skb eth0@pod2 63 = pod2/eth0 in',
      'consume_skb eth0@pod2 63',
    ]);
  });

  it('a policy: the request ends where it is dropped, and there is no reply', () => {
    const [request, reply] = linesOf('cilium-policy-drop');
    const last = request!.rows.at(-1);
    expect(last).toMatchObject({ kind: 'hop', isDrop: true, reason: 'TC_INGRESS', device: 'lxc1' });
    expect(reply!.rows).toEqual([]);
  });

  it.each(['cilium-same-node', 'cilium-same-node-legacy', 'cilium-policy-drop', 'flannel-vxlan'])(
    '%s: each sighting of a tap stands once, in the order of time, from 0 on',
    (folder) => {
      const { observation } = recordedTrace(folder);
      const lines = linesOf(folder);
      const rows = lines.flatMap((line) => line.rows);
      const taps = rows.flatMap((row) =>
        row.kind === 'tap' ? [row.tap] : row.kind === 'hop' && row.tap ? [row.tap.tap] : [],
      );
      for (const { tap, sightings } of observation.taps) {
        expect([tap, taps.filter((one) => one === tap)]).toHaveLength(2);
        expect(taps.filter((one) => one === tap)).toHaveLength(sightings.length);
      }
      for (const { rows } of lines) {
        const times = rows.map((row) => (row.kind === 'event' ? 0 : row.us!));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times.every((us, i) => us >= 0 || rows[i]!.kind === 'tap')).toBe(true);
      }
      expect(lines.map(({ probe }) => probe)).toEqual([1, 1, 2, 2, 3, 3]);
    },
  );

  it('a tap whose packet the kernel did not tell of stands by itself', () => {
    const recorded = recordedTrace('cilium-same-node');
    const hops = recorded.hops.filter(({ point }) => point !== 'consume_skb');
    const [request] = hopLines({ ...recorded, hops });
    expect(shown(request!)).toContain('only pod2/eth0 in');
  });

  it('has all packets together where the kernel cannot tell them apart', () => {
    const recorded = recordedTrace('cilium-same-node');
    const bare = recorded.hops.map((hop) => ({ ...hop, probe: null }));
    const lines = hopLines({ ...recorded, hops: bare });
    expect(lines.map(({ leg, probe, rows }) => [leg, probe, rows.length])).toEqual([
      ['request', null, 12],
      ['reply', null, 12],
    ]);
  });

  it('a packet that a tap saw with an earlier stamp stands behind where it had that', () => {
    const recorded = recordedTrace('cilium-same-node');
    const hops = recorded.hops.filter(({ point }) => !/^(consume|kfree)/.test(point));
    const [request] = hopLines({ ...recorded, hops });
    expect(shown(request!).slice(-2)).toEqual([
      'netif_receive_skb lxc1@node1 64 = pod1/lxc in',
      'only pod2/eth0 in',
    ]);
  });

  it('knows the copies that captures take, and leaves them out', () => {
    const { events, key, hops } = recordedTrace('cilium-same-node');
    const copy = { ...events.find((e) => e.point === 'consume_skb')!, in: 'tpacket_rcv' };
    expect(hopsOf([...events, copy], key)).toEqual(hops);
  });
});

function remarksOf(folder: string, rescheduled: number | null, more = {}, lacking?: string) {
  const all = recordedTrace(folder);
  const recorded = { ...all, hops: all.hops.filter(({ point }) => point !== lacking) };
  const facts = { legs: hopLines(recorded), trips: tripsOf(recorded.hops), rescheduled };
  return hopRemarks({
    ...facts,
    datapath: 'some/path',
    lost: 0,
    faults: [],
    reasons: true,
    ...more,
  });
}

describe('what the list of hops shows', () => {
  it('that nothing was received in pod2, nor in pod1, and how often packets waited', () => {
    const remarks = remarksOf('cilium-same-node', 1);
    expect(remarks[0]).toContain(
      'netif_receive_skb did not fire for eth0 of pod2 (request) and eth0 of pod1 (reply): what came there was received once, by lxc1 of node1 (request) and lxc2 of node1 (reply)',
    );
    expect(remarks.join('\n')).toContain(
      'per trip: request 1 (lxc1 of node1); reply 1 (lxc2 of node1). So it is with some/path.',
    );
  });

  it('the same where the kernel does not tell where packets end, by the taps', () => {
    const ended = remarksOf('cilium-same-node', 1, {}, 'consume_skb');
    expect(ended.join()).toContain('Where a tap stands alone');
    expect(remarksOf('cilium-same-node', 1).join()).not.toContain('stands alone');
    expect(ended[0]).toContain('did not fire for eth0 of pod2 (request) and eth0 of pod1 (reply)');
  });

  it('that the reply is not dropped, though the kernel frees it as unwanted', () => {
    expect(remarksOf('cilium-same-node', null).join('\n')).toContain('is no drop');
    expect(remarksOf('cilium-same-node', null).join('\n')).not.toContain('DROPPED');
  });

  it('no such thing of Legacy, and twice the waits', () => {
    const text = remarksOf('cilium-same-node-legacy', 1).join('\n');
    expect(text).not.toContain('did not fire');
    expect(text).toContain(
      'request 2 (lxc1 of node1, eth0 of pod2); reply 2 (lxc2 of node1, eth0 of pod1). With some/path it should be 1.',
    );
  });

  it('a drop with its reason, where, and by what, once for all probes', () => {
    const remarks = remarksOf('cilium-policy-drop', null);
    const drops = remarks.filter((remark) => remark.startsWith('DROPPED'));
    expect(drops).toEqual(['DROPPED at node1 lxc1: TC_INGRESS, in __netif_receive_skb_core().']);
  });

  it('what it cannot show', () => {
    expect(remarksOf('cilium-same-node', 1, { lost: 7 }).at(-1)).toContain('7 of the kernel');
    expect(remarksOf('cilium-same-node', 1, { reasons: false }).join()).toContain('5.17');
    const faults = [
      { tap: 'pod1/lxc', fault: 'it died' },
      { tap: 'pod2/lxc', fault: null },
    ];
    const doubts = remarksOf('cilium-same-node', 1, { faults }).filter((r) => r.includes('tap'));
    expect(doubts).toEqual(['The tap pod1/lxc: it died. That it saw nothing proves nothing.']);
    expect(remarksOf('cilium-same-node', 1, { trips: null }).join()).not.toContain('per trip');
  });
});
