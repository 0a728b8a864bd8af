import { describe, expect, it } from 'vitest';
import { translates } from '../../../src/cni/cilium/translates.ts';
import { recorded } from '../recorded.ts';

const WANTED = { address: '10.96.0.12', port: 8080, backends: ['10.244.1.3'] };

interface Entry {
  ip?: string;
  port?: number;
  protocol?: string | undefined;
  backend?: string;
}

/** An entry of `cilium-dbg service list -o json` of Cilium 1.19. */
function entry({ ip = '10.96.0.12', port = 8080, protocol, backend = '10.244.1.3' }: Entry) {
  const spec = {
    'backend-addresses': [
      { ip: backend, nodeName: 'worker', port: 8080, protocol, state: 'active', weight: 100 },
    ],
    flags: { name: 'pod2', namespace: 'cni-lab', trafficPolicy: 'Cluster', type: 'ClusterIP' },
    'frontend-address': { ip, port, protocol, scope: 'external' },
    id: 5,
  };
  return { spec, status: { realized: spec } };
}

const said = (...entries: object[]) => translates(JSON.stringify(entries), WANTED);
const both = (more: Entry = {}) => [
  entry({ protocol: 'TCP', ...more }),
  entry({ protocol: 'UDP', ...more }),
];

describe('an agent translates a service', () => {
  it('when it has it for TCP and for UDP', () => {
    expect(said(...both())).toBe(true);
    expect(said(entry({ protocol: 'TCP' }))).toBe(false);
    expect(said(entry({ protocol: 'UDP' }), entry({ protocol: 'SCTP' }))).toBe(false);
  });

  it.each(['ANY', 'NONE', undefined])('when it tells no protocols apart (%s)', (protocol) => {
    expect(said(entry({ protocol }))).toBe(true);
  });

  it.each([
    ['address', { ip: '10.96.0.123' }],
    ['port', { port: 80 }],
    ['backend', { backend: '10.244.1.33' }],
  ])('not when it is one of another %s', (_what, other) => {
    expect(said(...both(other))).toBe(false);
  });

  it('not when it has only been asked to, nor when it says nothing', () => {
    expect(said(...both().map(({ spec }) => ({ spec, status: {} })))).toBe(false);
    expect(translates(null, WANTED)).toBe(false);
    expect(translates('Error: cannot list', WANTED)).toBe(false);
  });

  it.each([
    ['10.96.0.10', 53, '10.244.0.220', true],
    ['10.96.0.10', 53, '10.244.1.141', false],
    ['10.96.0.10', 9153, '10.244.0.220', false], // by TCP alone
    ['10.96.0.1', 53, '10.244.0.220', false],
  ])('as a real agent has %s, port %i, with %s behind it: %s', (address, port, backend, is) => {
    const wanted = { address, port, backends: [backend] };
    expect(translates(recorded('cilium-agent/service-list.json'), wanted)).toBe(is);
  });
});
