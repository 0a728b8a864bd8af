import { describe, expect, it } from 'vitest';
import { traceText } from '../../src/report/trace-text.ts';
import { hopLines } from '../../src/trace/hop-rows.ts';
import { lineUp } from '../../src/trace/line-up.ts';
import type { TraceDocument } from '../../src/trace/trace-document.ts';
import { widest } from '../../src/ui/width.ts';
import { plainStyle } from '../support/plain-style.ts';
import { recordedTrace } from '../support/traces.ts';
import { traced } from '../trace/traced.ts';

function documentOf(folder: string): TraceDocument {
  return {
    ...lineUp(traced()),
    ...{ backend: 'netns', legs: hopLines(recordedTrace(folder)), agents: [], remarks: ['seen'] },
    tracer: { name: 'bpf', because: 'this kernel lets them' },
    probe: { kind: 'ping', family: 4, count: 3, answered: 3, complaint: '' },
  };
}

const text = (folder: string) => traceText(documentOf(folder), plainStyle());
/** Times differ from one recording to the next. */
const timeless = (block: string | undefined) =>
  block?.split('\n').map((line) => line.replace(/^ *[\d.]+ {2}/, ''));

describe('hops as text', () => {
  it('says by what it was traced', () => {
    expect(text('cilium-same-node')).toContain('\n  tracer    bpf: this kernel lets them\n');
  });

  it('shows where each packet was, and the taps beside it', () => {
    const [, request] = text('cilium-same-node').split('\n\n');
    expect(timeless(request)).toEqual([
      'request 1',
      expect.stringMatching(/^ +us {2}place {2}device {2}ttl {2}point {15}tap {12}what$/),
      'pod1   eth0    64   net_dev_start_xmit  pod1/eth0 out  goes out',
      'node1  lxc1    64   netif_rx                           waits for a CPU',
      'node1  lxc1    64   netif_receive_skb   pod1/lxc in    comes in',
      'pod2   eth0    63   consume_skb         pod2/eth0 in   used up: icmp_rcv',
    ]);
  });

  it('shows a drop in its place, and says so where nothing was seen', () => {
    const blocks = text('cilium-policy-drop').split('\n\n');
    expect(blocks[1]).toMatch(/node1 +lxc1 +64 +kfree_skb +.*DROPPED TC_INGRESS$/m);
    expect(blocks[2]).toContain('reply 1');
    expect(blocks[2]).toContain('nothing: no tap and no tracepoint saw any of it');
  });

  it.each(['cilium-same-node', 'cilium-same-node-legacy', 'cilium-policy-drop', 'flannel-vxlan'])(
    '%s keeps to 80 columns',
    (folder) => {
      expect(widest(text(folder))).toBeLessThanOrEqual(80);
    },
  );

  it('keeps to 80 columns with long names, too, and passes no control characters on', () => {
    const document = documentOf('flannel-vxlan');
    const legs = document.legs.map((line) => ({
      ...line,
      rows: line.rows.map((row) =>
        row.kind === 'hop' ? { ...row, device: 'cilium\u001b[31m_vxla', in: '\u0007evil' } : row,
      ),
    }));
    const shown = traceText({ ...document, legs }, plainStyle());
    expect(widest(shown)).toBeLessThanOrEqual(80);
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\u0007');
  });
});
