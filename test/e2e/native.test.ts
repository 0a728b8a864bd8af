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

describe.skipIf(CANNOT_RUN)('the load of benchmarks', () => {
  const SELF = '/proc/self/ns/net';
  /** From a namespace to itself, by its loopback device. */
  const load = (rules: string, labs: readonly string[], slices: readonly string[]) => {
    const script = `ip link set lo up; nft -f - <<< "$1"; shift; exec "$0" "$@"`;
    const args = [join(DIST, 'load'), rules, '5', ...labs, '--', ...slices];
    return run('unshare', ['-n', 'timeout', '60', 'bash', '-c', script, ...args]);
  };
  const input = (rule: string) =>
    `table inet t { chain input { type filter hook input priority 0; ${rule}; }; }`;

  it('answers each slice of each lab, in the order that it was told', async () => {
    const labs = ['127.0.0.1', '::1'].map((address) => `${SELF},${SELF},${address}`);
    const { code, stdout } = await load('', labs, ['u0', 's1', 'r0', '/', 'u1', 'r1', 's0', '/']);
    expect(code).toBe(0);
    const [ready, ...answers] = stdout.trim().split('\n');
    expect(ready).toMatch(/^ready \d+ \d+$/);
    expect(answers.map((line) => line.slice(0, 3))).toEqual([
      ...['u 0', 's 1', 'r 0', 'u 1', 'r 1', 's 0'],
    ]);
    for (const line of answers) expect(line).toMatch(/^[urs] [01]( [1-9]\d*){2}( 0)?( [1-9]\d*)?$/);
  });

  it('counts what is lost', async () => {
    const { code, stdout } = await load(
      input('meta l4proto udp drop'),
      [`${SELF},${SELF},127.0.0.1`],
      ['u0', '/'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^u 0 0 \d+ 32 \d+$/m); // one burst, and how long it was waited for
  });

  it('says which lab it cannot connect, and why', async () => {
    const blocked = await load(
      input('tcp flags syn reject with tcp reset'),
      [`${SELF},${SELF},127.0.0.1`],
      ['u0'],
    );
    expect([blocked.code, blocked.stdout]).toEqual([1, '']);
    expect(blocked.stderr).toBe('lab 0: cannot connect: Connection refused\n');
    const gone = await load('', [`${SELF},${SELF},127.0.0.1`, '/none,/none,::1'], ['u0']);
    expect([gone.code, gone.stderr]).toEqual([1, 'lab 1: /none: No such file or directory\n']);
  });

  it.each([
    ['no lab', [], ['u0']],
    ['more labs than it has room for', Array<string>(65).fill(`${SELF},${SELF},::1`), ['u0']],
  ])('refuses %s', async (_, labs, slices) => {
    expect((await load('', labs, slices)).code).toBe(2);
  });
});
