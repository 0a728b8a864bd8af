import type { Daemon } from '../daemon.ts';
import type { Device, Link } from '../link.ts';
import type { Namespace } from '../namespace.ts';
import type { Family, Topology } from '../topology.ts';
import { GATEWAY } from './pod-pair.ts';
import { podSysctls } from './sysctls.ts';

const PREFIX = { 4: 24, 6: 64 } as const;
const FORWARDER = { namespace: 'node1', name: 'testpmd' };

/**
 * Two pods of one node, joined by a process that polls: DPDK's testpmd, whose two ports are the other sides of
 * TAP devices. The node has no device on the way.
 */
export function dpdkPair(family: Family): Topology {
  return {
    family,
    namespaces: {
      node1: { role: 'node', sysctls: podSysctls(family), routes: [], neighbours: [] },
      ...Object.fromEntries([1, 2].map((n) => [`pod${n}`, pod(family)])),
    },
    links: [1, 2].map((n) => port(n, family)),
    programs: [],
    services: [{ namespace: 'pod2', port: 8080 }],
    daemons: [testpmd],
    taps: [1, 2].map((n) => ({ name: `pod${n}/eth0`, namespace: `pod${n}`, device: 'eth0' })),
  };
}

function pod(family: Family): Namespace {
  const own = { sysctls: podSysctls(family), routes: [], neighbours: [] };
  return { role: 'pod', node: 'node1', ...own };
}

/** Port n - 1 of testpmd, as pod n has it. */
function port(n: number, family: Family): Link {
  const device: Device = {
    namespace: `pod${n}`,
    name: 'eth0',
    mac: `02:00:00:00:0${n}:02`,
    addresses: [`${GATEWAY[family]}${n}/${PREFIX[family]}`],
  };
  return { kind: 'made', device, by: FORWARDER, as: `dtap${n - 1}` };
}

/**
 * What it gets at one port it sends out of the other. Both its threads are on the first processor, because
 * one of them never sleeps.
 */
const testpmd: Daemon = {
  ...FORWARDER,
  argv: [
    ...(['dpdk-testpmd', '--lcores', '0@0,1@0'] as const),
    ...['--no-huge', '-m', '64', '--no-pci'],
    ...['--vdev=net_tap0,iface=dtap0', '--vdev=net_tap1,iface=dtap1'],
    ...['--', '--forward-mode=io', '--auto-start', '--total-num-mbufs=4096'],
    // without these it would read commands, and end where there are none
    ...['--stats-period', '1'],
  ],
  env: { RUNTIME_DIRECTORY: '{dir}' },
  ports: ['pod1/eth0', 'pod2/eth0'],
  ready: ['grep', '-q', 'Port statistics', '{dir}/log'],
};
