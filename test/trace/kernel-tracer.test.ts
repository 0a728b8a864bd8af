import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { readTextIfThere } from '../../src/host/read-file.ts';
import { findTool } from '../../src/host/tools.ts';
import type { Lab } from '../../src/labs/lab.ts';
import { bpfTracer } from '../../src/trace/bpf-tracer.ts';
import { startTracer } from '../../src/trace/kernel-tracer.ts';
import { pwruTracer, whyNoPwru } from '../../src/trace/pwru-tracer.ts';

vi.mock('../../src/trace/bpf-tracer.ts', () => ({ bpfTracer: vi.fn() }));
vi.mock('../../src/trace/pwru-tracer.ts', async (original) => ({
  ...(await original<typeof import('../../src/trace/pwru-tracer.ts')>()),
  pwruTracer: vi.fn(),
}));
vi.mock('../../src/host/tools.ts', async (original) => ({
  ...(await original<typeof import('../../src/host/tools.ts')>()),
  findTool: vi.fn(),
}));
vi.mock('../../src/host/read-file.ts', () => ({ readTextIfThere: vi.fn() }));

const LAB = {} as Lab;
const TRACER = { read: async () => expect.unreachable(), stop: async () => {} };
const NO_BTF = new LabError('E_KERNEL_FEATURE', {
  ...{ message: 'the tracepoints cannot be read', why: 'the kernel has no BTF', mend: 'boot' },
});

function machine(has: { bpf: boolean; pwru: boolean; kprobes: boolean }) {
  vi.mocked(bpfTracer).mockImplementation(async () => {
    if (!has.bpf) throw NO_BTF;
    return TRACER;
  });
  vi.mocked(pwruTracer).mockImplementation(async () => TRACER);
  vi.mocked(findTool).mockReturnValue(has.pwru ? '/usr/bin/pwru' : null);
  vi.mocked(readTextIfThere).mockReturnValue(has.kprobes ? '6\n' : null);
}

beforeEach(() => void vi.clearAllMocks());

describe('what traces, if nobody says', () => {
  it('are our own programs, where the kernel takes them', async () => {
    machine({ bpf: true, pwru: true, kprobes: true });
    const { tracer } = await startTracer(LAB, 'ping', null);
    expect(tracer).toEqual({ name: 'bpf', because: expect.stringContaining('this kernel lets') });
    expect(pwruTracer).not.toHaveBeenCalled();
  });

  it('is pwru where they cannot, and it can; and that is said', async () => {
    machine({ bpf: false, pwru: true, kprobes: true });
    const { tracer } = await startTracer(LAB, 'ping', null);
    expect(tracer).toEqual({
      ...{ name: 'pwru', because: expect.stringContaining('the kernel has no BTF') },
    });
  });

  it.each([
    { bpf: false, pwru: false, kprobes: true },
    { bpf: false, pwru: true, kprobes: false },
  ])('is nothing where neither can: %o', async (has) => {
    machine(has);
    await expect(startTracer(LAB, 'ping', null)).rejects.toBe(NO_BTF);
  });
});

it('is the one that is asked for, and no other in its place', async () => {
  machine({ bpf: false, pwru: true, kprobes: true });
  await expect(startTracer(LAB, 'ping', 'bpf')).rejects.toBe(NO_BTF);
  const { tracer } = await startTracer(LAB, 'ping', 'pwru');
  expect(tracer).toEqual({ name: 'pwru', because: 'it was asked for' });
});

describe('why pwru cannot be used', () => {
  it('is that it is not installed', () => {
    machine({ bpf: true, pwru: false, kprobes: true });
    expect(whyNoPwru()).toMatchObject({
      ...{ code: 'E_TOOL_MISSING', message: 'pwru is not installed' },
      mend: expect.stringContaining('cni-lab trace --tracer bpf'),
    });
  });

  it('is that the kernel has no kprobes', () => {
    machine({ bpf: true, pwru: true, kprobes: false });
    expect(whyNoPwru()).toMatchObject({
      ...{ code: 'E_KERNEL_FEATURE', why: expect.stringContaining('CONFIG_KPROBE_EVENTS') },
    });
  });

  it('is nothing where both are there', () => {
    machine({ bpf: true, pwru: true, kprobes: true });
    expect(whyNoPwru()).toBeNull();
  });
});
