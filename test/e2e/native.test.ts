import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, run } from './support/cli.ts';
import { CANNOT_RUN } from './support/root.ts';

const DIST = join(ROOT, 'dist');
const HERE = 'here=/proc/self/ns/net';

describe.skipIf(CANNOT_RUN)('what reads tracepoints', () => {
  const trace = (object: string, addresses: string, places: readonly string[]) =>
    run(join(DIST, 'trace'), [join(DIST, object), 'hops', '1', addresses, ...places]);

  it.each([
    ['is of another program', 'bpf/redirect.bpf.o'],
    ['is no object', 'cni-lab.cjs'],
    ['is not there', 'bpf/none.bpf.o'],
  ])('refuses an object that %s', async (_, object) => {
    const { code, stdout, stderr } = await trace(object, '10.0.0.1,10.0.0.2', [HERE]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('trace: its programs cannot be read');
  });

  it.each([
    ['an address that is none', '10.0.0.1,10.0.0.x', [HERE]],
    ['a namespace that is none', '10.0.0.1,10.0.0.2', ['here=/proc/self/ns/none']],
    ['more namespaces than it can tell apart', '10.0.0.1', Array<string>(1025).fill(HERE)],
  ])('refuses %s', async (_, addresses, places) => {
    const { code, stdout, stderr } = await trace('bpf/trace.bpf.o', addresses, places);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('there is no such address or network namespace');
  });
});

describe.skipIf(CANNOT_RUN)("a tunnel's end in user space", () => {
  it('ends when its device does', async () => {
    const script = [
      'ip link set lo up; ip tuntap add dev t0 mode tun; ip link set t0 up',
      'coproc "$0" packets t0 127.0.0.1 127.0.0.2 8285',
      'tunnel=$COPROC_PID; read -r said <&"$COPROC"; echo "$said"',
      'ip link del t0; wait "$tunnel"',
    ].join('\n');
    const { code, stdout, stderr } = await run('unshare', [
      ...['-n', 'timeout', '20', 'bash', '-c', script, join(DIST, 'tunnel')],
    ]);
    expect([code, stdout]).toEqual([1, 'ready\n']);
    expect(stderr).toContain('tunnel: cannot go on with its device');
  });
});
