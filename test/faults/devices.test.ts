import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { ROOT, run } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { fault } from './support/fault.ts';
import { rounds } from './support/rounds.ts';
import { LAB, whileProbing } from './support/while-probing.ts';

const namespace = (place: string) => `cni-lab.${LAB}.${place}`;

/** Lines for `ip -batch -` in a place, each of which must do what it says. */
async function ip(place: string, ...lines: string[]): Promise<void> {
  for (const line of lines) {
    const ended = await run('ip', ['-n', namespace(place), ...line.split(' ')]);
    expect(ended, line).toMatchObject({ code: 0, stderr: '' });
  }
}

async function inside(place: string, ...argv: string[]): Promise<void> {
  const ended = await run('ip', ['netns', 'exec', namespace(place), ...argv]);
  expect(ended, argv.join(' ')).toMatchObject({ code: 0, stderr: '' });
}

/** One of each kind is enough for CI. */
const FEW = [
  'deletes the network namespace of node1',
  'exchanges the names of lxc1 and lxc2',
  'puts another device in the place of lxc1',
  "takes away lxc1's program",
];

const PEER = 'link add lxc1 type veth peer name other';

describe.skipIf(CANNOT_RUN)('another program, in mid-run', () => {
  // in a lab of the run's own, and in one that is up and stays up
  for (const kept of rounds([false, true], [true])) {
    const meanwhile = (name: string, act: () => Promise<unknown>) =>
      fault(name, () => whileProbing(act, { kept }), { long: !FEW.includes(name) });

    for (const place of ['pod1', 'pod2', 'node1']) {
      meanwhile(`deletes the network namespace of ${place}`, () =>
        run('ip', ['netns', 'del', namespace(place)]),
      );
    }
    meanwhile('deletes lxc1', () => ip('node1', 'link del lxc1'));
    meanwhile("deletes pod2's eth0", () => ip('pod2', 'link del eth0'));
    meanwhile('renames lxc1', () => ip('node1', 'link set lxc1 name cali1'));
    meanwhile('renames lxc1, and renames it back', () =>
      ip('node1', 'link set lxc1 name cali1', 'link set cali1 name lxc1'),
    );
    meanwhile('exchanges the names of lxc1 and lxc2', () =>
      ip(
        'node1',
        ...['link set lxc1 name swap', 'link set lxc2 name lxc1', 'link set swap name lxc2'],
      ),
    );
    meanwhile('deletes lxc1, and makes another of that name', () =>
      ip('node1', 'link del lxc1', PEER),
    );
    meanwhile('puts another device in the place of lxc1', () =>
      ip('node1', 'link set lxc1 name cali1', PEER),
    );
    meanwhile('takes lxc2 down', () => ip('node1', 'link set lxc2 down'));
    meanwhile("flushes pod2's addresses", () => ip('pod2', 'addr flush dev eth0'));
    meanwhile("takes away lxc1's program", () =>
      inside('node1', 'tc', 'qdisc', 'del', 'dev', 'lxc1', 'clsact'),
    );
    meanwhile("takes away lxc1's program, and puts it back", async () => {
      const object = join(ROOT, 'dist/bpf/redirect-peer.bpf.o');
      const load = `unshare --mount env TC_BPF_MNT=/run tc filter add dev lxc1 ingress bpf da obj ${object} sec tc`;
      await inside('node1', 'tc', 'qdisc', 'del', 'dev', 'lxc1', 'clsact');
      await delay(200); // some requests go the other way
      await inside('node1', 'tc', 'qdisc', 'add', 'dev', 'lxc1', 'clsact');
      await inside('node1', ...load.split(' '));
    });
  }
});
