import {
  chmodSync,
  closeSync,
  cpSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/packets/concat.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { PcapngWriter } from '../../src/packets/pcapng-writer.ts';
import { busyCapture } from '../support/busy-capture.ts';
import { withIfindex } from '../support/edit-frame.ts';
import { readFramesOf } from '../support/read-frames.ts';
import { recordedRun } from '../support/recorded-runs.ts';
import { CLI, ROOT, run, scratchFolder } from './support/cli.ts';
import { CANNOT_RUN } from './support/root.ts';

const RECORDINGS = new URL('../fixtures/recordings/', import.meta.url);
const HOOKS = [
  join(ROOT, 'scripts/bench/peak-memory.cjs'),
  fileURLToPath(new URL('support/only-files.cjs', import.meta.url)),
].flatMap((hook) => ['--require', hook]);
const TAPS = ['pod1-eth0', 'pod1-lxc', 'pod2-lxc', 'pod2-eth0'];
const recorded = (tap: string) =>
  fileURLToPath(new URL(`cilium-native-bpf/${tap}.pcap`, RECORDINGS));

/** Most that reading a file of any length may take, in MB. */
const MEMORY = 150;

interface Watched {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What was touched that only Linux has. */
  readonly touched: readonly string[];
  readonly peakMb: number;
}

/** The built program, watched, as if on macOS. */
async function analyzed(args: readonly string[], prefix: readonly string[] = []): Promise<Watched> {
  const folder = scratchFolder();
  chmodSync(folder, 0o777);
  const [touched, peak] = [join(folder, 'touched'), join(folder, 'peak')];
  const environment = ['-i', 'PATH=', 'NO_COLOR=1', `TOUCHED=${touched}`, `PEAK_MEMORY=${peak}`];
  const argv = [...prefix, process.execPath, ...HOOKS, CLI, 'analyze', ...args];
  const ended = await run('/usr/bin/env', [...environment, ...argv], folder);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  return { ...ended, touched: read(touched), peakMb: read(peak) };
}

describe.skipIf(CANNOT_RUN)('analyze without root', () => {
  it('and without a tool, on a machine that is no Linux, judges what others captured', async () => {
    const nobody = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const files = TAPS.map(recorded);
    const { code, stdout, touched } = await analyzed(files, nobody);
    expect(stdout).toMatch(/^PASS cilium\/same-node\n/);
    expect(touched).toEqual([]);
    expect(code).toBe(0);
  });
});

it('what only Linux has is noticed where it is touched', async () => {
  const touched = join(scratchFolder(), 'touched');
  const script = `
    require('fs').statSync('/proc/version');
    require('fs').promises.stat('/sys/class');
    try { require('child_process').spawnSync('ip') } catch {}`;
  const argv = ['node', '--require', HOOKS[3]!, '-e', script];
  expect(await run('/usr/bin/env', [`TOUCHED=${touched}`, ...argv])).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(touched, 'utf8'))).toEqual([
    ...['statSync /proc/version', 'stat /sys/class', 'spawnSync ip'],
  ]);
});

describe('four files as people take them by hand', () => {
  const NAMES = ['pod1_lxc.cap', 'pod1_lxc_pair.cap', 'pod2_lxc.cap', 'pod2_lxc_pair.cap'];
  const seed = (name: string) => fileURLToPath(new URL(`cilium-seed-style/${name}`, RECORDINGS));
  const tapsIn = (stdout: string) =>
    JSON.parse(stdout).result.taps.map((t: { tap: string; device: string }) => [t.tap, t.device]);

  it('are judged with their taps worked out from what is in them, whatever they are called', async () => {
    const folder = scratchFolder();
    // each under the name of the next
    const wrong = NAMES.map((_, i) => join(folder, NAMES[(i + 1) % NAMES.length]!));
    for (const [i, name] of NAMES.entries()) cpSync(seed(name), wrong[i]!);
    const right = await analyzed([...NAMES.map(seed), '--json']);
    const renamed = await analyzed([...wrong, '--json']);
    expect(tapsIn(right.stdout)).toEqual([
      ['pod1/eth0', 'pod1_lxc.cap'],
      ['pod1/lxc', 'pod1_lxc_pair.cap'],
      ['pod2/lxc', 'pod2_lxc_pair.cap'],
      ['pod2/eth0', 'pod2_lxc.cap'],
    ]);
    const next = (name: string) => NAMES[(NAMES.indexOf(name) + 1) % NAMES.length];
    expect(tapsIn(renamed.stdout)).toEqual(
      tapsIn(right.stdout).map(([tap, name]: [string, string]) => [tap, next(name)]),
    );
    expect([right.code, renamed.code]).toEqual([0, 0]);
  });

  it('are judged with their taps given', async () => {
    const taps = ['pod1/eth0', 'pod1/lxc', 'pod2/eth0', 'pod2/lxc'];
    const { code, stdout } = await analyzed(NAMES.map((name, i) => `${taps[i]}=${seed(name)}`));
    expect(stdout).toMatch(/^PASS cilium\/same-node\n/);
    expect(code).toBe(0);
  });
});

describe('a long capture', () => {
  it('is judged in memory that does not grow with it', async () => {
    const busy = join(scratchFolder(), 'busy.pcap');
    const file = openSync(busy, 'w');
    const among = readFramesOf(new URL('cilium-native-bpf/pod1-eth0.pcap', RECORDINGS));
    for (const piece of busyCapture({ packets: 300_000, snaplen: 65_535, among })) {
      writeSync(file, piece);
    }
    closeSync(file);
    const others = TAPS.slice(1).map((tap) => `${tap.replace('-', '/')}=${recorded(tap)}`);
    const args = [`pod1/eth0=${busy}`, ...others];
    const { code, stdout, peakMb } = await analyzed(['--flow', 'ping 10.244.', ...args]);
    expect(stdout).toMatch(/^PASS cilium\/same-node\n/);
    expect(code).toBe(0);
    expect(peakMb).toBeLessThan(MEMORY);
    // a connection is read twice
    linkSync(busy, `${busy}.again`);
    const twice = [`pod1/eth0=${busy}`, `pod2/eth0=${busy}.again`];
    const again = await analyzed(['--flow', '40003 >', ...twice]);
    expect(again.stdout).toContain('tcp 10.99.0.1:40003 > 10.99.1.3:5201');
    expect(again.peakMb).toBeLessThan(MEMORY);
  });

  it('of 2 GB is read to its end', async () => {
    const path = join(scratchFolder(), 'sparse.pcap');
    const [size, length] = [2 ** 31, 2 ** 17];
    const file = openSync(path, 'w');
    const record = new Uint8Array(16);
    new DataView(record.buffer).setUint32(8, length - record.length, true);
    new DataView(record.buffer).setUint32(12, length - record.length, true);
    writeSync(file, pcapHeader(1));
    for (let i = 0; i < size / length; i++) writeSync(file, record, 0, 16, 24 + i * length);
    ftruncateSync(file, 24 + size); // what was not written is a hole, and reads as zeros
    closeSync(file);
    const { code, stderr, peakMb } = await analyzed([path]);
    expect(stderr).toContain('E_NO_FLOW');
    expect(stderr).toContain(`${size / length} packets were read`);
    expect(code).toBe(2);
    expect(peakMb).toBeLessThan(MEMORY);
  });
});

describe('a hostile capture', () => {
  it('that is a bomb of gzip is read in memory that does not grow with it', async () => {
    const path = join(scratchFolder(), 'bomb.pcap');
    const gzip = createGzip({ level: 1 });
    const chunks: Uint8Array[] = [];
    gzip.on('data', (chunk) => chunks.push(chunk));
    gzip.write(pcapHeader(1));
    // records of no bytes, as good as any
    for (let i = 0; i < 400; i++) gzip.write(new Uint8Array(2 ** 20));
    await new Promise<void>((resolve) => {
      gzip.on('end', resolve);
      gzip.end();
    });
    writeFileSync(path, concat(chunks));
    const { code, stderr, peakMb } = await analyzed([path]);
    expect(stderr).toContain(`${(400 * 2 ** 20) / 16} packets were read`);
    expect(code).toBe(2);
    expect(peakMb).toBeLessThan(MEMORY);
  });

  it('with a record of an absurd length is refused where that stands', async () => {
    const path = join(scratchFolder(), 'absurd.pcap');
    const [frame] = readFramesOf(new URL('cilium-native-bpf/pod1-eth0.pcap', RECORDINGS));
    const good = concat([pcapHeader(1), pcapRecord(frame!)]);
    writeFileSync(path, concat([good, new Uint8Array(16).fill(0xff)]));
    const { code, stderr } = await analyzed([path]);
    expect(stderr).toContain('E_BAD_PCAP');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      `pcap record claims ${0xffffffff} bytes (at byte ${good.length}), after 1 good packets`,
    );
    expect(code).toBe(2);
  });

  it('cannot reach the terminal by the names of its devices or of its files', async () => {
    const evil = (n: number) => `lxc${n}\u001b[2J\u009b31m\u0007`;
    const folder = join(scratchFolder(), 'evil\u001b[31m');
    mkdirSync(folder);
    const { captures } = recordedRun('linux/ptp ping IPv4');
    const writer = new PcapngWriter();
    const header = writer.header(captures.map((_, i) => ({ name: evil(i), linkType: 276 })));
    const packets = captures.flatMap(({ frames }, i) => frames.map((f) => writer.packet(f, i)));
    const named = join(folder, 'named.pcapng');
    writeFileSync(named, concat([header, ...packets]));
    const any = join(folder, 'any.pcap');
    const frames = captures.flatMap(({ frames }, i) => frames.map((f) => withIfindex(f, 7 + i)));
    writeFileSync(any, concat([pcapHeader(276), ...frames.map(pcapRecord)]));
    const links = join(folder, 'links.json');
    const linked = captures.map((_, i) => ({ ifindex: 7 + i, ifname: evil(i) }));
    writeFileSync(links, JSON.stringify(linked));
    for (const args of [
      [named],
      ['--links', links, any],
      [`pod1/eth0=${any}`],
      ['--flow', 'no such', any],
      [join(folder, 'absent')],
    ]) {
      const { stdout, stderr } = await analyzed(['--datapath', 'linux/ptp', ...args]);
      const shown = `${stdout}${stderr}`;
      expect(shown.length).toBeGreaterThan(50);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  });
});

describe('one of several flows', () => {
  it('is chosen by number or by name, and each can be judged', async () => {
    const { captures } = recordedRun('linux/bridge ping IPv4');
    const folder = scratchFolder();
    const files = captures.map(({ tap, frames }) => {
      const path = join(folder, `${tap.replace('/', '-')}.pcap`);
      writeFileSync(path, concat([pcapHeader(276), ...frames.map(pcapRecord)]));
      return `${tap}=${path}`;
    });
    const said = async (...more: string[]) => {
      const { code, stdout } = await analyzed(['--datapath', 'linux/bridge', ...more, ...files]);
      return { code, ...JSON.parse(stdout) };
    };
    const fullest = await said('--json');
    expect(fullest.schema).toBe('cni-lab/analysis/1');
    expect(fullest.found.length).toBeGreaterThan(1);
    expect(fullest.found[0]).toMatchObject({ number: 1, flow: fullest.flow });
    expect(fullest.notes.join()).toContain('To choose: --flow N; to judge all: --each-flow');
    const second = fullest.found[1].flow;
    expect((await said('--json', '--flow', '2')).flow).toBe(second);
    expect((await said('--json', '--flow', second)).flow).toBe(second);
    const each = await said('--json', '--each-flow');
    expect(each.flows.map(({ flow }: { flow: string }) => flow)).toEqual(
      fullest.found.map(({ flow }: { flow: string }) => flow),
    );
    expect(each.flows[0].result.verdict).toBe(fullest.result.verdict);
    const text = await analyzed(['--datapath', 'linux/bridge', '--each-flow', ...files]);
    expect(text.stdout).toContain(fullest.flow);
    expect(text.stdout).toContain(second);
    expect(text.code).toBe(each.code);
  });
});
