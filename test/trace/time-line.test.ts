import { describe, expect, it } from 'vitest';
import type { NodeEvent } from '../../src/trace/event-rows.ts';
import type { MonitorEvent } from '../../src/trace/monitor-event.ts';
import type { Row } from '../../src/trace/row.ts';
import { type TimeLineFacts, timeLine } from '../../src/trace/time-line.ts';
import type { Observation } from '../../src/verdict/observation.ts';
import { observation, sighting, tapObservation } from '../support/observation.ts';
import { event } from './support.ts';

const TAPS = {
  same: ['pod1/eth0', 'pod1/lxc', 'node1/eth0', 'pod2/lxc', 'pod2/eth0'],
  cross: ['pod1/eth0', 'pod1/lxc', 'node1/eth0', 'node2/eth0', 'pod2/lxc', 'pod2/eth0'],
  vxlan: [
    ...['pod1/eth0', 'pod1/lxc', 'node1/cilium_vxlan', 'node1/eth0'],
    ...['node2/eth0', 'node2/cilium_vxlan', 'pod2/lxc', 'pod2/eth0'],
  ],
};

function facts(
  taps: readonly string[],
  events: readonly NodeEvent[],
  seen: Observation = observation(
    taps.map((tap) => tapObservation(tap, [])),
    1,
  ),
): TimeLineFacts {
  const across = taps.some((tap) => tap.startsWith('node2'));
  return {
    observation: seen,
    events,
    client: { pod: 'pod1', node: 'node1' },
    server: { pod: 'pod2', node: across ? 'node2' : 'node1' },
    endpoints: new Map([[across ? 'node2/564' : 'node1/564', 'pod2']]),
    clockOf: () => 'one',
  };
}

const request = (node: string, point: string, fields: Partial<MonitorEvent> = {}): NodeEvent => ({
  ...{ node, leg: 'request', probe: 0 },
  event: event({ point, ...fields }),
});

const shown = (rows: readonly Row[]) =>
  rows.map((row) => {
    if (row.kind === 'tap') return row.tap;
    return row.kind === 'event' ? `${row.node}: ${row.point}` : row.point;
  });

const order = (taps: readonly string[], events: readonly NodeEvent[]) =>
  shown(timeLine(facts(taps, events))[0]!.rows);

describe('where events stand on the path', () => {
  it('same node: from-endpoint behind pod1/lxc, to-endpoint before pod2/lxc', () => {
    const events = [request('node1', 'from-endpoint'), request('node1', 'to-endpoint')];
    expect(order(TAPS.same, events)).toEqual([
      ...['pod1/eth0', 'pod1/lxc', 'node1: from-endpoint', 'node1/eth0'],
      ...['node1: to-endpoint', 'pod2/lxc', 'pod2/eth0'],
    ]);
  });

  it('same node, Legacy with endpoint routes: to-stack and from-stack between them', () => {
    const points = ['from-endpoint', 'to-stack', 'from-stack', 'to-endpoint'];
    const events = points.map((point) => request('node1', point));
    expect(order(TAPS.same, events).filter((row) => row.startsWith('node1: '))).toEqual(
      points.map((point) => `node1: ${point}`),
    );
  });

  it('cross node, Legacy: whichever agent was quicker, in the order of the path', () => {
    const events = [
      ...['from-network', 'from-host', 'to-endpoint'].map((p) => request('node2', p)),
      ...['from-endpoint', 'to-stack', 'to-network'].map((p) => request('node1', p)),
    ];
    expect(order(TAPS.cross, events)).toEqual([
      ...['pod1/eth0', 'pod1/lxc', 'node1: from-endpoint', 'node1: to-stack'],
      ...['node1: to-network', 'node1/eth0', 'node2/eth0', 'node2: from-network'],
      ...['node2: from-host', 'node2: to-endpoint', 'pod2/lxc', 'pod2/eth0'],
    ]);
  });

  it('tunnel: to-overlay before the tap of cilium_vxlan, from-overlay behind the other', () => {
    const events = [request('node2', 'from-overlay'), request('node1', 'to-overlay')];
    expect(order(TAPS.vxlan, events).slice(1, -2)).toEqual([
      ...['pod1/lxc', 'node1: to-overlay', 'node1/cilium_vxlan', 'node1/eth0', 'node2/eth0'],
      ...['node2/cilium_vxlan', 'node2: from-overlay'],
    ]);
  });

  it('turns the path round for the reply', () => {
    const events: NodeEvent[] = [
      { ...request('node1', 'to-endpoint'), leg: 'reply' },
      { ...request('node2', 'from-endpoint'), leg: 'reply' },
    ];
    const [, reply] = timeLine(facts(TAPS.cross, events));
    expect(reply?.leg).toBe('reply');
    expect(shown(reply!.rows)).toEqual([
      ...['pod2/eth0', 'pod2/lxc', 'node2: from-endpoint', 'node2/eth0', 'node1/eth0'],
      ...['node1: to-endpoint', 'pod1/lxc', 'pod1/eth0'],
    ]);
  });

  it('leaves a drop behind what the same agent told before it', () => {
    const drop = { type: 'drop', point: 'drop', reason: 'Policy denied' } as const;
    const events = [request('node2', 'from-network'), request('node2', 'drop', drop)];
    expect(order(TAPS.cross, events).slice(3)).toEqual([
      ...['node2/eth0', 'node2: from-network', 'node2: drop', 'pod2/lxc', 'pod2/eth0'],
    ]);
    expect(order(TAPS.cross, [request('node2', 'drop', drop)])[4]).toBe('node2: drop');
    expect(order(TAPS.same, [request('node1', 'drop', drop)])[2]).toBe('node1: drop');
  });

  it('loses no event of a point that it does not know', () => {
    const events = [request('node1', 'from-endpoint'), request('node1', 'to-somewhere-new')];
    expect(order(TAPS.same, events).slice(2, 4)).toEqual([
      'node1: from-endpoint',
      'node1: to-somewhere-new',
    ]);
  });
});

describe('what the rows say', () => {
  it('counts events that are alike, and names the pod of an endpoint', () => {
    const events = [request('node2', 'to-endpoint'), request('node2', 'to-endpoint')];
    const rows = timeLine(facts(TAPS.cross, events))[0]!.rows.filter((r) => r.kind === 'event');
    expect(rows).toMatchObject([{ times: 2, endpoint: 564, pod: 'pod2', ttl: 62, state: 'new' }]);
  });

  it('counts microseconds from the first sighting of the probe, in both legs', () => {
    const seen = observation(
      [
        tapObservation('pod1/eth0', [
          sighting({ timestampNs: 1_000_000n }),
          sighting({ leg: 'reply', direction: 'in', timestampNs: 1_090_500n }),
        ]),
        tapObservation('pod1/lxc', [sighting({ direction: 'in', timestampNs: 1_020_000n })]),
      ],
      1,
    );
    const [request, reply] = timeLine(facts([], [], seen));
    expect(request?.rows).toMatchObject([
      { us: 0, direction: 'out' },
      { us: 20, direction: 'in' },
    ]);
    expect(reply?.rows).toMatchObject([{ times: 0, us: null }, { us: 90.5 }]);
  });

  it('compares no clocks of two machines', () => {
    const seen = observation(
      [
        tapObservation('node1/eth0', [sighting({ timestampNs: 5_000_000n })]),
        tapObservation('node2/eth0', [sighting({ timestampNs: 1_000n })]),
      ],
      1,
    );
    const clockOf = (tap: string) => tap.split('/')[0]!;
    expect(timeLine({ ...facts([], [], seen), clockOf })[0]?.rows).toMatchObject([
      { us: 0 },
      { us: 0 },
    ]);
  });

  it('says "nothing" with its fault, where that cannot be believed', () => {
    const seen = observation([tapObservation('pod1/lxc', [], { fault: 'it died' })], 1);
    expect(timeLine(facts([], [], seen))[0]?.rows).toMatchObject([{ times: 0, fault: 'it died' }]);
  });
});

describe('several probes', () => {
  const taps = [
    tapObservation(
      'pod1/lxc',
      [0, 1].map((probe) => sighting({ probe })),
    ),
  ];

  it('are told apart by number', () => {
    const events = [0, 1].map((probe) => ({ ...request('node1', 'from-endpoint'), probe }));
    const legs = timeLine(facts([], events, observation(taps, 2)));
    expect(legs.map(({ leg, probe }) => `${leg} ${probe}`)).toEqual([
      ...['request 1', 'reply 1', 'request 2', 'reply 2'],
    ]);
    expect(legs[2]?.rows).toMatchObject([{ tap: 'pod1/lxc', times: 1 }, { times: 1 }]);
  });

  it('are shown together where events have no number', () => {
    const events = [{ ...request('node1', 'from-endpoint'), probe: null }];
    const legs = timeLine(facts([], events, observation(taps, 2)));
    expect(legs.map(({ leg, probe }) => `${leg} ${probe}`)).toEqual(['request null', 'reply null']);
    expect(legs[0]?.rows).toMatchObject([{ times: 2 }, { times: 1 }]);
  });
});
