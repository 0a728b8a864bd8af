import { describe, expect, it, vi } from 'vitest';
import { policyDrop } from '../../src/datapaths/cilium/policy-drop.ts';
import type { Argv, Ended, Running } from '../../src/host/runner.ts';
import type { Lab } from '../../src/labs/lab.ts';
import { watchDrops } from '../../src/witnesses/drops.ts';

vi.mock('../../src/host/shipped-file.ts', () => ({
  shippedFile: (name: string) => `/dist/${name}`,
}));

interface Script {
  /** What it writes at once, and once it gets SIGTERM. */
  readonly first: string;
  readonly last?: string;
  readonly complaint?: string;
  readonly ended?: Ended;
}

/** A lab whose nodes' watchers do as the script says, and what they were started by and got. */
function labOf({ first, last = '', complaint = '', ended }: Script) {
  const started: Argv[] = [];
  const signals: string[] = [];
  const start = (argv: Argv): Running => {
    started.push(argv);
    let end = () => {};
    const told = new Promise<void>((resolve) => {
      end = resolve;
    });
    return {
      ...{ argv, pid: 1 },
      stdout: (async function* () {
        // in pieces, as pipes may have it
        for (const letter of first) yield Buffer.from(letter);
        if (first === '') return;
        if (!ended) await told;
        if (last) yield Buffer.from(last);
      })(),
      stderr: (async function* () {
        if (complaint) yield complaint;
      })(),
      ended: Promise.resolve(ended ?? { exitCode: 0, signal: null }),
      kill: (signal) => {
        signals.push(signal);
        end();
      },
    };
  };
  const topology = policyDrop.topology(4);
  const lab = { topology, runner: () => ({ start }) } as unknown as Lab;
  const flow = { kind: 'udp', from: '10.0.0.1', to: '10.0.0.2', nodes: ['node1'] } as const;
  return { started, signals, watch: watchDrops(lab, flow) };
}

describe('what watches drops in a node', () => {
  it('is asked by the flow of the probe, and tells taps from other devices', async () => {
    const last = 'TC_INGRESS lxc1 3\nNO_SOCKET eth9 1\n';
    const { started, signals, watch } = labOf({ first: 'ready\n', last });
    const { read, stop } = await watch;
    expect(started).toEqual([
      ['/dist/drops', '/dist/bpf/drops.bpf.o', '17', '10.0.0.1', '10.0.0.2'],
    ]);
    expect(signals).toEqual([]);
    expect(await read()).toEqual([
      {
        place: 'node1',
        drops: [
          { tap: 'pod1/lxc', reason: 'TC_INGRESS', packets: 3 },
          { tap: 'node1/eth9', reason: 'NO_SOCKET', packets: 1 },
        ],
      },
    ]);
    await stop();
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  it('says in its own words why the kernel cannot say', async () => {
    const why = 'the kernel gives no reasons for drops';
    const { watch } = labOf({ first: '', complaint: `drops: ${why}` });
    expect(await (await watch).read()).toEqual([{ place: 'node1', drops: null, why }]);
  });

  it.each([
    { exitCode: null, signal: 'SIGKILL' },
    { exitCode: 1, signal: null },
  ])('has nothing to say if it ended before it was told to: %o', async (ended) => {
    const { watch } = labOf({ first: 'ready\n', ended });
    expect(await (await watch).read()).toEqual([
      { place: 'node1', drops: null, why: 'what watched ended before it was told to' },
    ]);
  });
});
