import type { Traced } from '../../src/trace/line-up.ts';
import type { MonitorEvent } from '../../src/trace/monitor-event.ts';
import { observation, sighting, tapObservation } from '../support/observation.ts';
import { event } from './support.ts';

/** Two pods on one node of a live cluster; addresses are those of the recorded events. */
const CLIENT = '10.244.0.251';
const SERVER = '10.244.1.141';
export const LXC1 = 'lxc4d88bb8f21c0';
export const LXC2 = 'lxc6a64a093f401';

const node = { node: { name: 'worker', bootId: 'boot-1' } };
const site = (name: string, device: string, on: unknown = node) => ({
  ...{ pod: { namespace: 'lab', name }, node: on, host: { name: device } },
});

/** The other way round: what the server's agent tells of the answer. */
export const answer = { source: SERVER, destination: CLIENT, icmp: 'EchoReply' } as const;

/** The four events of one node that a same-node ping has, in whichever mode. */
export const SAME_NODE: readonly MonitorEvent[] = [
  event({ point: 'from-endpoint', source: 1160, destination: null, device: null, state: null }),
  event({ point: 'to-endpoint', device: LXC2 }),
  event({ point: 'from-endpoint', destination: null, device: null, state: null }, answer),
  event(
    { point: 'to-endpoint', source: 1160, destination: 1160, device: LXC1, state: 'reply' },
    answer,
  ),
];

/** @param slow whether host sides see both directions */
function taps(slow: boolean) {
  const at = (us: number) => BigInt(us) * 1000n;
  const leg = 'reply' as const;
  const [out, back] = ['out', 'in'] as const;
  const passing = (us: number, reply = false) =>
    slow ? [sighting({ direction: out, ttl: 63, timestampNs: at(us), ...(reply && { leg }) })] : [];
  return [
    tapObservation('pod1/eth0', [
      sighting(),
      sighting({ leg, direction: back, ttl: 63, timestampNs: at(90) }),
    ]),
    tapObservation(
      'pod1/lxc',
      [sighting({ direction: back, timestampNs: at(20) }), ...passing(85, true)],
      { device: LXC1 },
    ),
    tapObservation('node1/eth0', []),
    tapObservation(
      'pod2/lxc',
      [...passing(25), sighting({ leg, direction: back, timestampNs: at(60) })],
      { device: LXC2 },
    ),
    tapObservation('pod2/eth0', [
      sighting({ direction: back, ttl: 63, timestampNs: at(30) }),
      sighting({ leg, timestampNs: at(50) }),
    ]),
  ];
}

interface Changes extends Partial<Omit<Traced, 'monitors'>> {
  readonly slow?: boolean;
  readonly events?: readonly MonitorEvent[];
  readonly monitor?: Partial<Traced['monitors'][number]>;
}

export function traced({
  slow = false,
  events = SAME_NODE,
  monitor,
  ...rest
}: Changes = {}): Traced {
  const endpoints = new Map([
    ['lab/pod1', 1160],
    ['lab/pod2', 564],
  ]);
  const key = { kind: 'ping', nonce: 'ab', id: null } as const;
  return {
    cluster: { name: 'demo', backend: 'kind' },
    pods: [site('pod1', LXC1), site('pod2', LXC2)] as unknown as Traced['pods'],
    addresses: [CLIENT, SERVER],
    probe: { kind: 'ping', family: 4, count: 1, intervalMs: 10, size: 64 },
    outcome: { key, sent: 1, answered: 1, complaint: '' },
    promised: slow ? 'cilium/same-node-legacy' : 'cilium/same-node',
    because: ['the agents run host routing BPF'],
    observation: observation(taps(slow), 1),
    flow: { kind: 'ping', client: CLIENT, server: SERVER, id: 143, port: null },
    monitors: [{ agent: { node: 'worker', endpoints }, events, lost: 0, fault: null, ...monitor }],
    listened: [true],
    complete: [true],
    aggregation: 'none',
    ...rest,
  };
}

/** The second pod on a node of its own, another machine. */
export const ACROSS = {
  pods: [
    site('pod1', LXC1),
    site('pod2', LXC2, { node: { name: 'far', bootId: 'boot-2' } }),
  ] as unknown as Traced['pods'],
};
