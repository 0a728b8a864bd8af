import { describe, expect, it, vi } from 'vitest';
import { Tracer } from '../../src/host/tracer.ts';
import { type Script, scripted } from '../support/scripted-process.ts';

vi.mock('../../src/host/shipped-file.ts', () => ({
  shippedFile: (name: string) => `/dist/${name}`,
}));

const FLOW = {
  ...{ protocol: 17, addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.1'] },
  places: new Map([['pod1', '/run/netns/a']]),
};
const READY = '{"ready":true,"reasons":true,"locations":false}\n';

function started(script: Script) {
  const { started, signals, runner } = scripted(script);
  return { started, signals, tracer: Tracer.start(runner, 'hops', FLOW) };
}

describe('the process that reads tracepoints', () => {
  it('is told of the lab, each address once, and has its lines read whatever pieces they come in', async () => {
    const { started: argvs, tracer } = started({
      first: `${READY}{"n":1}\n{"n"`,
      last: ':2}\n{"ended":true,"lost":3}\n',
    });
    expect(await tracer.ready()).toEqual({ reasons: true, locations: false });
    expect(argvs).toEqual([
      [
        ...['/dist/trace', '/dist/bpf/trace.bpf.o', 'hops', '17', '10.0.0.1,10.0.0.2'],
        'pod1=/run/netns/a',
      ],
    ]);
    expect(await tracer.end()).toEqual({
      ...{ lines: ['{"n":1}', '{"n":2}'], lost: 3, reasons: true, locations: false },
    });
  });

  it.each([
    ['trace: the kernel has no BTF: No such file', 'E_KERNEL_FEATURE', 'CONFIG_DEBUG_INFO_BTF'],
    [
      'trace: the kernel does not take the programs: Operation not permitted',
      ...['E_NO_CAPABILITY', 'CAP_BPF'],
    ],
    ["trace: the kernel's BTF has none of the tracepoints", 'E_KERNEL_FEATURE', '5.10'],
    [
      'trace: error while loading shared libraries: libbpf.so.1: cannot open shared object file',
      ...['E_TOOL_MISSING', 'apt-get install -y libbpf1'],
    ],
  ])('that cannot start says why, and what mends it: %s', async (complaint, code, mend) => {
    const { tracer } = started({ first: '', complaint, ended: { exitCode: 1, signal: null } });
    const failure = await tracer.ready().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, mend: expect.stringContaining(mend!) });
  });

  it.each([
    ['killed', { first: READY, ended: { exitCode: null, signal: 'SIGKILL' } }],
    ['without its last line', { first: READY, last: '{"n":1}\n' }],
  ] as const)('is not believed if it ended %s', async (_, script) => {
    const { tracer } = started(script);
    await tracer.ready();
    expect(await tracer.end()).toBeNull();
  });
});
