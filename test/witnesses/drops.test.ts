import { describe, expect, it, vi } from 'vitest';
import { policyDrop } from '../../src/datapaths/cilium/policy-drop.ts';
import type { Lab } from '../../src/labs/lab.ts';
import { watchDrops } from '../../src/witnesses/drops.ts';
import { type Script, scripted } from '../support/scripted-process.ts';
import { recordedTrace } from '../support/traces.ts';

vi.mock('../../src/host/shipped-file.ts', () => ({
  shippedFile: (name: string) => `/dist/${name}`,
}));

const READY = '{"ready":true,"reasons":true,"locations":true}\n';
const ENDED = '{"ended":true,"lost":0}\n';
const DROPPED = recordedTrace('cilium-policy-drop').lines.filter((l) => l.includes('kfree_skb'));

function watched(script: Script) {
  const { started, signals, runner } = scripted(script);
  const topology = policyDrop.topology(4);
  const namespace = (place: string) => `cni-lab.x.${place}`;
  const lab = { topology, namespace, runner: () => runner } as unknown as Lab;
  const flow = { kind: 'ping', from: '10.244.1.11', to: '10.244.1.12', nodes: ['node1'] } as const;
  return { started, signals, watch: watchDrops(lab, flow) };
}

describe('what watches drops in a node', () => {
  it('is asked by the flow of the probe, and tells taps from other devices', async () => {
    const elsewhere = DROPPED[0]!.replace('"device":"lxc1"', '"device":"eth9"');
    const last = `${[...DROPPED, elsewhere].join('\n')}\n${ENDED}`;
    const { started, signals, watch } = watched({ first: READY, last });
    const { read, stop } = await watch;
    expect(started).toEqual([
      [
        ...['/dist/trace', '/dist/bpf/trace.bpf.o', 'drops', '1', '10.244.1.11,10.244.1.12'],
        ...['node1', 'pod1', 'pod2'].map((place) => `${place}=/run/netns/cni-lab.x.${place}`),
      ],
    ]);
    expect(signals).toEqual([]);
    expect(await read()).toEqual([
      {
        place: 'node1',
        drops: [
          { tap: 'pod1/lxc', reason: 'TC_INGRESS', packets: 3 },
          { tap: 'node1/eth9', reason: 'TC_INGRESS', packets: 1 },
        ],
      },
    ]);
    await stop();
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  it('counts neither what goes the other way nor what another place drops', async () => {
    const others = [
      DROPPED[0]!.replace('"place":"node1"', '"place":"pod1"'),
      DROPPED[0]!.replace('0af4010b0af4010c', '0af4010c0af4010b'),
    ];
    expect(others).not.toContain(DROPPED[0]);
    const { watch } = watched({ first: READY, last: `${others.join('\n')}\n${ENDED}` });
    expect(await (await watch).read()).toEqual([{ place: 'node1', drops: [] }]);
  });

  it('says in its own words why the kernel cannot say', async () => {
    const why = 'the kernel has no BTF: No such file or directory';
    const { watch } = watched({ first: '', complaint: `trace: ${why}` });
    expect(await (await watch).read()).toEqual([{ place: 'node1', drops: null, why }]);
  });

  it('says so where the kernel tells of drops without reasons', async () => {
    const { watch } = watched({ first: READY.replace('"reasons":true', '"reasons":false') });
    expect(await (await watch).read()).toEqual([
      {
        ...{ place: 'node1', drops: null },
        why: 'the kernel gives no reasons for drops, as it does from Linux 5.17 on',
      },
    ]);
  });

  it.each([
    { exitCode: null, signal: 'SIGKILL' },
    { exitCode: 1, signal: null },
  ])('has nothing to say if it ended before it was told to: %o', async (ended) => {
    const { watch } = watched({ first: READY, ended });
    expect(await (await watch).read()).toEqual([
      { place: 'node1', drops: null, why: 'what watched ended before it was told to' },
    ]);
  });
});
