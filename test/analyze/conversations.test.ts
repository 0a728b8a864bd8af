import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationsIn } from '../../src/analyze/conversations.ts';
import type { TapFile } from '../../src/analyze/tap-file.ts';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import type { TapCapture } from '../../src/verdict/observe.ts';
import { inFiles, isNamedInFiles, looksLike } from '../support/look-alikes.ts';
import { RUNS, recordedRun } from '../support/recorded-runs.ts';
import { analyzed, placed, recordedFiles } from '../support/recordings.ts';

const MARK = Buffer.from('cni-lab ');

/** The same without what tells our own probes: as somebody else's program sends. */
function foreign(frame: Frame): Frame {
  const bytes = Buffer.from(frame.bytes);
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK)) bytes.fill('x', at, at + 8);
  return { ...frame, bytes: Uint8Array.from(bytes) };
}

/** Those of two sides that speak to each other at several taps: nobody in between speaks for one of them. */
const TALKS = RUNS.filter(({ sent, datapath, captures }) => {
  const isSeen = ({ frames }: TapCapture) =>
    frames.some((frame) => matchProbe(decode(frame), sent.key).length > 0);
  const isDirect = datapath.kubeProxy !== 'userspace' && datapath.answered === undefined;
  return sent.key.kind !== 'ping' && isDirect && captures.filter(isSeen).length > 1;
});

/** Without canaries, and what daemons say to each other. */
const foreignFiles = ({ captures, sent }: (typeof RUNS)[number]): TapFile[] =>
  captures.map(({ tap, frames }) => ({
    file: `${tap}.pcap`,
    frames: frames.filter((f) => matchProbe(decode(f), sent.key).length > 0).map(foreign),
  }));

describe.each(TALKS)('the traffic of $title, had somebody else sent it,', (run) => {
  const { name } = run.datapath;
  const files = foreignFiles(run);
  const roles = Object.fromEntries(run.captures.map(({ tap }) => [tap, `${tap}.pcap`]));

  it('is one, and is judged and named as ours is', () => {
    expect(conversationsIn(files)).toHaveLength(1);
    const { flow, observation, verdict, identification } = analyzed(files, name, roles);
    expect(flow.key.kind).toBe(run.sent.key.kind);
    expect(flow.title).toMatch(/^(tcp|udp) \S+:\d+ > \S+:\d+$/);
    expect(observation.probe.count).toBeGreaterThanOrEqual(3);
    expect(identification.names).toSatisfy((n: string[]) =>
      isNamedInFiles(n, run.datapath, run.family),
    );
    const silent = run.datapath.topology(run.family).taps.some((tap) => tap.canary);
    const open = silent || inFiles(name) !== name;
    expect(verdict.verdict).toBe(open ? 'inconclusive' : 'pass');
  });
});

describe('a conversation', () => {
  it('is none where nobody answers', () => {
    const dropped = RUNS.filter((run) => run.datapath.name === 'cilium/policy-drop');
    expect(dropped.length).toBeGreaterThan(3);
    for (const each of dropped) expect(conversationsIn(foreignFiles(each))).toEqual([]);
  });

  const run = recordedRun('kube-proxy/iptables tcp IPv4');

  it('is named as its asking side sees it, and followed through translation', () => {
    const [found, ...others] = conversationsIn(foreignFiles(run).toReversed());
    expect(others).toEqual([]);
    expect(found!.flow.title).toMatch(/^tcp 10\.244\.1\.11:\d+ > 10\.96\.0\.50:8080$/);
    expect(found!.files).toBe(4);
  });

  it('is the same wherever its sequence numbers begin, past the greatest of them too', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (ask, answer) => {
        const moved = foreignFiles(run).map((f) => ({
          ...f,
          frames: f.frames.map((frame) => withNumbers(frame, ask, answer)),
        }));
        const { identification } = analyzed(moved, run.datapath.name);
        expect(identification.names).toEqual(looksLike(run.datapath.name));
      }),
      { numRuns: 20 },
    );
  });

  it('is told from another one that passes the same taps', () => {
    const other = recordedRun('cilium/same-node-legacy tcp IPv4');
    const files = foreignFiles(run).map((f, i) => ({
      ...f,
      frames: [...f.frames, ...foreignFiles(other)[i]!.frames],
    }));
    const found = conversationsIn(files).map(({ flow }) => flow.title);
    expect(found).toHaveLength(2);
    const { notes, identification } = analyzed(files, run.datapath.name);
    expect(notes.join()).toContain('other flows were left out: 2: tcp ');
    expect(identification.names.length).toBeGreaterThan(0);
  });

  it('of a real client through kube-proxy is named', () => {
    const files = recordedFiles('kube-proxy-kindnet-udp');
    const { flow, verdict, identification } = analyzed(files, 'kube-proxy/iptables');
    expect(flow.title).toBe('udp 10.244.1.2:40173 > 10.96.150.49:53');
    expect(verdict.verdict).toBe('pass');
    expect(identification.names).toEqual(looksLike('kube-proxy/iptables'));
  });

  const OF_POD1 = { 'pod1/eth0': 'pod1-eth0.pcap', 'pod1/lxc': 'node1-pod1-lxc.pcap' };
  const OF_POD2 = { 'pod2/lxc': 'node1-pod2-lxc.pcap', 'pod2/eth0': 'pod2-eth0.pcap' };
  const BRIDGE = { 'node1/cni0': 'node1-cni0.pcap' };

  it.each([
    ['kube-proxy/iptables-bridge', 'kube-proxy-flannel-tcp', { ...OF_POD1, ...BRIDGE, ...OF_POD2 }],
    ['kube-proxy/hairpin-bridge', 'kube-proxy-flannel-hairpin-tcp', { ...OF_POD1, ...BRIDGE }],
  ])(
    'of a real client on a bridge is named, whatever the bridge shows: %s',
    (name, folder, roles) => {
      const { verdict, identification, observation } = analyzed(recordedFiles(folder), name, roles);
      const bridge = observation.taps.find((tap) => tap.tap === 'node1/cni0')!;
      expect(bridge.sightings.length).toBeGreaterThan(0);
      expect(verdict.findings).toEqual([]);
      expect(verdict.verdict).toBe('pass');
      expect(identification.names).toEqual(looksLike(name));
    },
  );

  it('over a bridge that translates has its taps worked out: one end alone knows the gateway', () => {
    const wanted = { ...OF_POD1, ...OF_POD2 };
    const files = recordedFiles('kube-proxy-flannel-tcp').filter(({ file }) =>
      Object.values(wanted).includes(file),
    );
    for (const each of [files, files.toReversed()]) {
      const analysis = analyzed(each, 'kube-proxy/iptables-bridge');
      expect(placed(analysis)).toEqual(wanted);
      expect(analysis.verdict.verdict).toBe('pass');
    }
  });
});

/** Both sides' numbers moved, as other initial numbers would have them. IPv4 without options below SLL2. */
function withNumbers(frame: Frame, ask: number, answer: number): Frame {
  const bytes = Uint8Array.from(frame.bytes);
  const view = new DataView(bytes.buffer);
  const tcp = 20 + 20;
  if (bytes[20 + 9] !== 6) return frame;
  const isRequest = view.getUint16(tcp + 2) === 8080;
  const isSyn = (bytes[tcp + 13]! & 0x12) === 0x02;
  const move = (at: number, by: number) => view.setUint32(at, (view.getUint32(at) + by) >>> 0);
  move(tcp + 4, isRequest ? ask : answer);
  if (!isSyn) move(tcp + 8, isRequest ? answer : ask);
  return { ...frame, bytes };
}
