import { describe, expect } from 'vitest';
import { cli, run } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { be16, bytes, ethernet, hex, ipv4, ipv6, echo as someEcho } from '../packets/build.ts';
import { echo } from '../support/packets.ts';
import { fault, longFault, timed } from './support/fault.ts';
import { flood, startIn } from './support/flood.ts';
import { rounds } from './support/rounds.ts';
import { LAB, whileProbing } from './support/while-probing.ts';

const namespace = (place: string) => `cni-lab.${LAB}.${place}`;
const BROADCAST = hex('ff ff ff ff ff ff');

/** To everybody on the link. */
function broadcast(etherType: number, payload: Uint8Array): Uint8Array {
  const frame = ethernet(etherType, payload);
  frame.set(BROADCAST);
  return frame;
}

const arp = (operation: number) =>
  broadcast(0x0806, bytes(be16(1), be16(0x0800), 6, 4, be16(operation), hex('00'.repeat(20))));
const neighbours = [133, 134, 135, 136].map((type) =>
  broadcast(0x86dd, ipv6(58, bytes([type, 0, 0, 0], hex('00'.repeat(20))))),
);
/** Pings of all lengths that say nothing, fragments and rubbish. */
const pings = [1, 2, 3].map((sequence) =>
  broadcast(
    0x0800,
    ipv4({ protocol: 1 }, echo({ type: 8, id: 1, sequence, payload: hex('00'.repeat(56)) })),
  ),
);
const rubbish = [
  broadcast(0x0800, hex('45')),
  broadcast(0x0800, ipv4({ protocol: 1, fragment: 0x2000 }, someEcho())),
  broadcast(0x86dd, hex('60 00 00')),
  broadcast(0x88cc, hex('02 07 04 00')),
];
const NOISE = [arp(1), arp(2), ...neighbours, ...pings, ...rubbish];

const FLAGSHIP = 'cilium/same-node';
const DATAPATHS = rounds([FLAGSHIP, 'cilium/same-node-legacy', 'flannel/vxlan'], [FLAGSHIP]);

/** In a lab that is up, while something goes on there. */
async function amid(datapath: string, traffic: () => Promise<unknown>, args: string[] = []) {
  await cli(['up', datapath, '--name', LAB]);
  await traffic();
  return timed(['verify', datapath, '--name', LAB, '--count', '20', ...args]);
}

/** ICMP's id of the ping that is on its way. */
async function pingsId(): Promise<string> {
  const { stdout } = await run('ip', [
    ...['netns', 'exec', namespace('pod1'), 'tcpdump', '-c1', '-nni', 'eth0', 'icmp'],
  ]);
  return / id (\d+)/.exec(stdout)![1]!;
}

async function probeNetem(): Promise<string | null> {
  const script = 'ip link add v1 type veth && tc qdisc add dev v1 root netem reorder 50% delay 3ms';
  const { code, stderr } = await run('unshare', ['--net', 'sh', '-c', script]);
  return code === 0 ? null : `this kernel has no netem: ${stderr.trim()}`;
}

const noNetem = CANNOT_RUN ? 'not root on Linux' : await probeNetem();

describe.skipIf(CANNOT_RUN)('traffic that is none of ours', () => {
  for (const datapath of DATAPATHS) {
    fault(`noise on the pods' devices, ${datapath}`, () =>
      amid(datapath, async () => {
        await flood(namespace('pod1'), 'eth0', 200, NOISE);
        await flood(namespace('pod2'), 'eth0', 200, NOISE);
      }),
    );
  }

  longFault('noise on the host sides', () =>
    amid('cilium/same-node', async () => {
      for (const device of ['lxc1', 'lxc2']) await flood(namespace('node1'), device, 200, NOISE);
    }),
  );

  longFault('more noise than a capture can take', () =>
    amid('cilium/same-node', () => flood(namespace('pod1'), 'eth0', 0, NOISE)),
  );

  fault('pings of others, with the same id', () =>
    whileProbing(
      async () => {
        const argv = ['ping', '-i', '0.002', '-e', await pingsId(), '-p', 'aa', '10.244.1.12'];
        await startIn(namespace('pod1'), argv);
      },
      { kept: true },
    ),
  );

  longFault('pings of others, the other way round', () =>
    amid('cilium/same-node', () =>
      startIn(namespace('pod2'), ['ping', '-i', '0.002', '10.244.1.11']),
    ),
  );

  for (const probe of rounds(['ping', 'udp', 'tcp'], ['ping'])) {
    fault(`every packet of pod1 comes twice, ${probe}`, () =>
      amid('cilium/same-node', async () => {
        const chain = '{ type filter hook egress device "eth0" priority 0; }';
        const rules = `add table netdev t; add chain netdev t c ${chain}; add rule netdev t c dup to "eth0"`;
        const { code, stderr } = await run('ip', [
          ...['netns', 'exec', namespace('pod1'), 'nft', rules],
        ]);
        expect([code, stderr]).toEqual([0, '']);
      }, ['--probe', probe]),
    );
  }

  fault(
    'packets overtake each other',
    () =>
      amid('cilium/same-node', () =>
        run('ip', [
          ...['netns', 'exec', namespace('pod1'), 'tc', 'qdisc', 'add', 'dev', 'eth0', 'root'],
          ...['netem', 'reorder', '50%', 'delay', '3ms'],
        ]),
      ),
    { lacking: noNetem },
  );
});
