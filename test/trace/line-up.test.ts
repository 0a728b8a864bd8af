import { describe, expect, it } from 'vitest';
import { lineUp } from '../../src/trace/line-up.ts';
import { OPENING } from '../../src/trace/marker.ts';
import { event } from './support.ts';
import { ACROSS, LXC1, LXC2, SAME_NODE, traced } from './traced.ts';

const said = (changes: Parameters<typeof traced>[0]) => lineUp(traced(changes)).remarks.join('\n');

describe('the trace document', () => {
  it('lines taps and events up, and knows the pods by their roles', () => {
    const { legs, pods, agents } = lineUp(traced());
    expect(pods.map(({ role, node, endpoint }) => [role, node, endpoint])).toEqual([
      ['pod1', 'node1', 1160],
      ['pod2', 'node1', 564],
    ]);
    expect(agents).toMatchObject([{ node: 'node1', events: 4, others: 0 }]);
    const rows = legs.flatMap((line) => line.rows);
    expect(
      rows.flatMap((row) => (row.kind === 'event' ? [`${row.point} ${row.pod}`] : [])),
    ).toEqual([
      ...['from-endpoint pod1', 'to-endpoint pod2', 'from-endpoint pod2', 'to-endpoint pod1'],
    ]);
  });

  it("counts others' events, and its own markers not at all", () => {
    const stranger = event({}, { id: 7 });
    const marker = event({ bytes: 14 + 28 + OPENING }, { id: 8 });
    const { agents } = lineUp(traced({ events: [marker, stranger, ...SAME_NODE] }));
    expect(agents).toMatchObject([{ events: 4, others: 1 }]);
  });

  it('can be written as JSON, and read again', () => {
    const document = lineUp(traced());
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

describe('remarks', () => {
  it('fast path: to-endpoint names a device whose tap saw nothing', () => {
    const text = said({});
    expect(text).toContain(`to-endpoint by ${LXC2} and ${LXC1}, and the tap there saw nothing`);
    expect(text).toContain('A monitor cannot tell bpf_redirect_peer() from bpf_redirect()');
  });

  it('slow path: the same events, and the tap saw the packet', () => {
    const text = said({ slow: true });
    expect(text).toContain(`to-endpoint by ${LXC2} and ${LXC1}, and the tap there saw the packet`);
    expect(text).not.toContain('saw nothing');
  });

  it('says nothing of a tap that cannot be believed, nor without the event', () => {
    const { observation } = traced();
    const taps = observation.taps.map((tap) => ({ ...tap, fault: 'it died' }));
    expect(said({ observation: { ...observation, taps } })).not.toContain('to-endpoint by');
    expect(said({ events: [SAME_NODE[0]!] })).not.toContain('to-endpoint by');
  });

  it('that events have no time, only where there are events', () => {
    expect(said({})).toContain('Events have no time');
    expect(said({ events: [] })).not.toContain('Events have no time');
  });

  it('to-stack is the stack', () => {
    const events = [event({ point: 'to-stack' })];
    expect(said({ events })).toContain('That is not eBPF host routing');
    expect(said({})).not.toContain('That is not eBPF host routing');
  });

  it('to-network twice, by the program of the pod and by that on the wire', () => {
    const wire = { point: 'to-network', device: 'eth0' };
    const one = event({ ...wire, source: 1160 });
    expect(said({ events: [one, event({ ...wire, source: 1001 })] })).toContain('to-network twice');
    expect(said({ events: [one, { ...one, state: 'established' }] })).not.toContain('twice');
  });

  it('aggregation hides from-*', () => {
    const events = SAME_NODE.filter((e) => e.point === 'to-endpoint');
    expect(said({ events, aggregation: 'medium' })).toContain('bpf.monitorAggregation=none');
    expect(said({ events, aggregation: 'none' })).not.toContain('monitorAggregation');
    expect(said({ aggregation: 'medium' })).not.toContain('monitorAggregation');
  });

  it('without agents it is the taps alone', () => {
    const document = lineUp(traced({ listened: [], complete: [] }));
    const alone = lineUp({ ...traced(), monitors: [], listened: [], complete: [] });
    expect(alone.remarks).toEqual([expect.stringContaining('no Cilium agent runs')]);
    expect(alone.legs[0]?.rows).toHaveLength(5);
    expect(document.remarks.join()).not.toContain('no Cilium agent runs');
  });

  it('says of every doubt: faults, losses, silence, an early end', () => {
    expect(said({ monitor: { fault: 'the monitor was closed' } })).toContain(
      'The agent of node1: the monitor was closed.',
    );
    expect(said({ monitor: { lost: 3 } })).toContain('lost 3 events');
    expect(said({ listened: [false] })).toContain('proves nothing');
    expect(said({ complete: [false] })).toContain('may have had more to tell');
    expect(said({ events: [] })).toContain('told nothing of the probe');
  });

  it('says where clocks cannot be compared', () => {
    expect(said(ACROSS)).toContain('clocks cannot be compared');
    expect(said({})).not.toContain('clocks');
  });
});
