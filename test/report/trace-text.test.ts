import { describe, expect, it } from 'vitest';
import { traceText } from '../../src/report/trace-text.ts';
import { lineUp } from '../../src/trace/line-up.ts';
import { widest } from '../../src/ui/width.ts';
import { plainStyle } from '../support/plain-style.ts';
import { event } from '../trace/support.ts';
import { answer, SAME_NODE, traced } from '../trace/traced.ts';

const text = (changes: Parameters<typeof traced>[0] = {}) =>
  traceText(lineUp(traced(changes)), plainStyle());

describe('a trace as text', () => {
  it('shows the legs in the order of the path', () => {
    const [, request] = text().split('\n\n');
    expect(request?.split('\n')).toEqual([
      'request',
      '      us  seen by      what',
      '       0  pod1/eth0    out, ttl 64, pod1/eth0',
      '      20  pod1/lxc     in, ttl 64, lxc4d88bb8f21c0',
      '          node1 agent  from-endpoint pod1, ttl 62',
      '          node1/eth0   nothing, node1/eth0',
      '          node1 agent  to-endpoint pod2, lxc6a64a093f401, new, ttl 62',
      '          pod2/lxc     nothing, lxc6a64a093f401',
      '      30  pod2/eth0    in, ttl 63, pod2/eth0',
    ]);
  });

  it('names the probe, the pods and what was told of them', () => {
    const [head] = text().split('\n\n');
    expect(head?.split('\n')).toEqual([
      'TRACE',
      '  probe     1 x ping, IPv4, pod1 to pod2, 1 answered',
      '  promised  cilium/same-node',
      "  tracer    monitor: a live cluster's agents tell of its packets themselves",
      '  pod1      lab/pod1 10.244.0.251, endpoint 1160 on node1, worker',
      '  pod2      lab/pod2 10.244.1.141, endpoint 564 on node1, worker',
      '  events    node1 4 (0 of others)',
    ]);
  });

  it('shows a drop with its reason', () => {
    const drop = { type: 'drop', point: 'drop', reason: 'Policy denied', state: null } as const;
    const shown = text({ events: [SAME_NODE[0]!, event({ ...drop, device: '13' })] });
    expect(shown).toContain('node1 agent  DROP Policy denied, by pod2, 13, ttl 62');
  });

  it('counts what is alike, and names no endpoint of the host', () => {
    const host = event(
      { point: 'from-network', source: 1001, device: 'eth0', state: null },
      answer,
    );
    expect(text({ events: [host, host] })).toContain('node1 agent  2 x from-network, eth0, ttl 62');
  });

  it('says what is promised where nothing is', () => {
    expect(text({ promised: null, because: ['no idea'] })).toContain('unknown: no idea');
  });

  it('keeps to 80 columns, and passes no control characters on', () => {
    const name = 'a-very-long-name-of-a-pod-that-nobody-would-think-of-and-more-of-it';
    const { pods, ...rest } = traced({ slow: true });
    const long = pods.map((site) => ({ ...site, pod: { ...site.pod, name } }));
    const hostile = [event({ point: '\u001b[31mto-stack', reason: '\u0007' })];
    const document = lineUp({
      ...rest,
      pods: long as unknown as typeof pods,
      monitors: [{ ...rest.monitors[0]!, events: [...SAME_NODE, ...hostile] }],
    });
    const shown = traceText(document, plainStyle());
    expect(widest(shown.replaceAll(name, ''))).toBeLessThanOrEqual(80);
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\u0007');
  });
});
