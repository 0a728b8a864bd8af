import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sameNode } from '../../src/datapaths/cilium/same-node.ts';
import { localRunner } from '../../src/host/local-runner.ts';
import type { Argv, Running } from '../../src/host/runner.ts';
import type { Lab } from '../../src/labs/lab.ts';
import { pwruTracer } from '../../src/trace/pwru-tracer.ts';

vi.mock('../../src/host/local-runner.ts', () => ({
  localRunner: { run: vi.fn(), start: vi.fn() },
}));
vi.mock('../../src/host/tools.ts', async (original) => ({
  ...(await original<typeof import('../../src/host/tools.ts')>()),
  findTool: () => '/usr/bin/pwru',
}));
vi.mock('../../src/host/read-file.ts', () => ({ readTextIfThere: () => '6\n' }));

const LAB = {
  topology: sameNode.topology(4),
  namespace: (place: string) => place,
  taps: async () => [{ place: 'node1', device: 'lxc1', ifindex: 2 }],
} as unknown as Lab;
const LINE =
  '0xffff88 0 [ping(1)] skb_do_redirect 5000 netns=7 mark=0x0 iface=2 proto=0x0800 mtu=1500 len=98 10.244.1.11:0->10.244.1.12:0(icmp)\n';
const OUTCOME = {
  key: { kind: 'ping', nonce: 'ab', id: null },
  ...{ sent: 1, answered: 1, complaint: '' },
} as const;

function pwru({ help = '', says }: { help?: string; says: readonly string[] }) {
  const started: Argv[] = [];
  const signals: string[] = [];
  vi.mocked(localRunner.run).mockImplementation(async ([program]) => ({
    // its help; then the inode numbers of the places, node1's first
    ...{ stdout: program === 'pwru' ? help : '7\n8\n9\n', stderr: '' },
  }));
  vi.mocked(localRunner.start).mockImplementation((argv): Running => {
    started.push(argv);
    return {
      ...{ argv, pid: 1, ended: Promise.resolve({ exitCode: 0, signal: null }) },
      stdout: (async function* () {
        yield Buffer.from(LINE);
      })(),
      stderr: (async function* () {
        yield* says;
      })(),
      kill: (signal) => void signals.push(signal),
    };
  });
  return { started, signals };
}

beforeEach(() => void vi.clearAllMocks());

describe('pwru as the tracer', () => {
  it('is waited for until its probes are attached, and tells of the probe', async () => {
    const says = ['Attaching kprobes...', 'Listening for events..'];
    const { started, signals } = pwru({ says });
    const tracer = await pwruTracer(LAB, 'ping');
    expect(started[0]).not.toContain('--output-json');
    expect(started[0]!.at(-1)).toBe('icmp and host 10.244.1.11 and host 10.244.1.12');
    const { hops, countsWaits } = await tracer.read(OUTCOME);
    expect(hops).toMatchObject([
      { point: 'skb_do_redirect', place: 'node1', device: 'lxc1', leg: 'request', probe: 0 },
    ]);
    expect([signals, countsWaits]).toEqual([['SIGINT'], false]);
  });

  it('prints JSON where its help says that it can', async () => {
    const { started } = pwru({ help: '--output-json  ...', says: ['Listening for events..'] });
    await pwruTracer(LAB, 'ping');
    expect(started[0]).toContain('--output-json');
  });

  it.each([
    ['unknown flag: --filter-track-skb', 'E_TOOL_TOO_OLD', 'this pwru has no --filter-track-skb'],
    ['Failed to load BPF: EPERM', 'E_KERNEL_FEATURE', 'pwru could not start'],
  ])('says in its own words why it could not start: %s', async (why, code, message) => {
    const { signals } = pwru({ says: ['Attaching...', why] });
    const failure = await pwruTracer(LAB, 'ping').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message, why });
    expect(signals).toEqual(['SIGKILL']);
  });
});
