import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowOf } from '../../src/analyze/flow.ts';
import { passageOf } from '../../src/datapaths/topology.ts';
import { LabError } from '../../src/errors.ts';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { LEGS } from '../../src/verdict/join-key.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import { looksOf } from '../../src/verdict/signature.ts';
import { ethernet } from '../packets/build.ts';
import { inFiles, isNamedInFiles, looksLike } from '../support/look-alikes.ts';
import { echo, ethernetFrame, ipv4 } from '../support/packets.ts';
import { packetsOf } from '../support/probe-packets.ts';
import { readTaps } from '../support/read-taps.ts';
import { type RecordedRun, RUNS, recordedRun } from '../support/recorded-runs.ts';
import { analyzed, placed, recordedFiles } from '../support/recordings.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const PODS = {
  'pod1/eth0': 'pod1-eth0.pcap',
  'pod1/lxc': 'pod1-lxc.pcap',
  'pod2/lxc': 'pod2-lxc.pcap',
  'pod2/eth0': 'pod2-eth0.pcap',
};

/** pod1 was on the worker, pod2 on the control plane. */
const ACROSS = {
  'pod1/eth0': 'pod1-eth0.pcap',
  'pod1/lxc': 'pod1-lxc.pcap',
  'node1/eth0': 'rig-worker-eth0.pcap',
  'node2/eth0': 'rig-control-plane-eth0.pcap',
  'pod2/lxc': 'pod2-lxc.pcap',
  'pod2/eth0': 'pod2-eth0.pcap',
};

/** What the stack of one node routes between two pods' pairs: files do not tell who made it so. */
const ROUTED = looksLike('linux/ptp');

/** A pod on each side, the same addresses nowhere else: their taps need not be told. */
const NEVER_TOLD = [
  ...ROUTED,
  ...['cilium/same-node', 'cilium/socket-lb', 'cilium/cross-node', 'cilium/netkit-cross-node'],
  ...['cilium/cross-node-legacy', 'linux/ptp-cross-node', 'kindnet/cross-node'],
  ...['linux/bridge', 'flannel/same-node'],
  ...['kube-proxy/iptables', 'kube-proxy/nftables', 'kube-proxy/ipvs'],
];

const REAL = [
  {
    folder: 'cilium-seed-style',
    datapath: 'cilium/same-node',
    names: ['cilium/same-node'],
    verdict: 'pass',
    // podN_lxc.cap was taken inside the pod, podN_lxc_pair.cap at the host's end
    roles: {
      'pod1/eth0': 'pod1_lxc.cap',
      'pod1/lxc': 'pod1_lxc_pair.cap',
      'pod2/lxc': 'pod2_lxc_pair.cap',
      'pod2/eth0': 'pod2_lxc.cap',
    },
  },
  {
    folder: 'cilium-native-bpf',
    datapath: 'cilium/same-node',
    names: ['cilium/same-node'],
    verdict: 'pass',
    roles: PODS,
  },
  {
    folder: 'cilium-native-legacy',
    datapath: 'cilium/same-node-legacy',
    names: ROUTED,
    verdict: 'pass',
    roles: PODS,
  },
  {
    folder: 'cilium-native-bpf-cross',
    datapath: 'cilium/cross-node',
    names: ['cilium/cross-node'],
    verdict: 'pass',
    roles: ACROSS,
  },
  {
    folder: 'cilium-native-legacy-cross',
    datapath: 'cilium/cross-node-legacy',
    names: ['cilium/cross-node-legacy'],
    verdict: 'pass',
    roles: ACROSS,
  },
  {
    folder: 'cilium-iptables-masq',
    datapath: 'cilium/same-node-legacy',
    names: ROUTED,
    verdict: 'pass',
    roles: PODS,
  },
  {
    folder: 'cilium-iptables-masq-cross',
    datapath: 'cilium/cross-node-legacy',
    names: ['cilium/cross-node-legacy'],
    verdict: 'pass',
    roles: ACROSS,
  },
  {
    folder: 'kindnet',
    datapath: 'kindnet/same-node',
    names: ROUTED,
    verdict: 'pass',
    roles: {
      'pod1/eth0': 'pod1-eth0.pcap',
      'pod1/lxc': 'node1-pod1-lxc.pcap',
      'pod2/lxc': 'node1-pod2-lxc.pcap',
      'pod2/eth0': 'pod2-eth0.pcap',
    },
  },
  {
    folder: 'kindnet-cross',
    datapath: 'kindnet/cross-node',
    names: looksLike('kindnet/cross-node'),
    verdict: 'pass',
    roles: {
      'pod1/eth0': 'pod1-eth0.pcap',
      'pod1/lxc': 'node1-pod1-lxc.pcap',
      'node1/eth0': 'node1-eth0.pcap',
      'node2/eth0': 'node2-eth0.pcap',
      'pod2/lxc': 'node2-pod2-lxc.pcap',
      'pod2/eth0': 'pod2-eth0.pcap',
    },
  },
  {
    folder: 'flannel-vxlan',
    datapath: 'flannel/same-node',
    // what only cni0 could tell: no file of it saw the flow
    names: [...looksLike('flannel/same-node'), 'linux/bridge-promiscuous'],
    verdict: 'inconclusive', // no file has shown that it could see on cni0
    roles: {
      'pod1/eth0': 'pod1-eth0.pcap',
      'pod1/lxc': 'node1-pod1-lxc.pcap',
      'pod2/lxc': 'node1-pod2-lxc.pcap',
      'pod2/eth0': 'pod2-eth0.pcap',
    },
  },
] as const;

describe.each(REAL)('the real recording $folder', ({ folder, datapath, names, verdict, roles }) => {
  const files = recordedFiles(folder);

  it('has its taps worked out', () => {
    expect(placed(analyzed(files, datapath))).toEqual(roles);
  });

  it('is judged and named right, with taps worked out or given', () => {
    const own = files.filter((f) => Object.values<string>(roles).includes(f.file));
    for (const analysis of [analyzed(files, datapath), analyzed(own, datapath, roles)]) {
      expect(analysis.verdict.verdict).toBe(verdict);
      expect(analysis.verdict.findings.every((f) => f.weight === 'doubt')).toBe(true);
      expect(analysis.identification.names.toSorted()).toEqual(names);
      expect(analysis.family).toBe(4);
    }
  });

  it('is not what it is not', () => {
    for (const other of ['cilium/same-node', 'cilium/same-node-legacy', 'linux/bridge']) {
      if ((names as readonly string[]).includes(other)) continue;
      const { verdict, identification } = analyzed(files, other);
      expect(verdict.verdict).toBe('fail');
      expect(identification.names.toSorted()).toEqual(names);
    }
  });

  it('is read the same in whatever order the files come', () => {
    const any = fc.shuffledSubarray([...files], { minLength: files.length });
    const inOrder = analyzed(files, datapath);
    fc.assert(
      fc.property(any, (shuffled) => {
        const analysis = analyzed(shuffled, datapath);
        expect(placed(analysis)).toEqual(roles);
        expect(analysis.verdict).toEqual(inOrder.verdict);
        expect(analysis.flow.title).toBe(inOrder.flow.title);
      }),
      { numRuns: 30 },
    );
  });

  it('is read the same with stamps of microseconds, as tcpdump writes them by default', () => {
    const coarse = files.map(({ file, frames }) => ({
      file,
      frames: frames.map((f) => ({ ...f, timestampNs: (f.timestampNs / 1000n) * 1000n })),
    }));
    for (const some of [coarse, coarse.toReversed()]) {
      const analysis = analyzed(some, datapath);
      expect(placed(analysis)).toEqual(roles);
      expect(analysis.verdict.verdict).toBe(verdict);
    }
  });

  it('never gets a contradiction of its own datapath from a part of its files', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...files], { minLength: 1 }), (some) => {
        const words = wordOf(() => analyzed(some, datapath).verdict.verdict);
        const all = Object.values<string>(roles).every((file) => some.some((f) => f.file === file));
        expect(words).toBeOneOf(all ? [verdict] : ['inconclusive', 'E_ROLES', 'E_NO_FLOW']);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out the files that saw nothing of the flow, and says so', () => {
    const { notes } = analyzed(files, datapath);
    for (const { file } of files) {
      const used = Object.values<string>(roles).includes(file);
      expect(notes.includes(`${file} saw nothing of this flow`)).toBe(!used);
    }
    expect(notes.at(-1)).toContain('files do not say whether the kernel dropped packets');
  });
});

/** In files canaries are not known any more: what saw nothing proves nothing. */
function isOpenInFiles({ datapath: { name, signature } }: RecordedRun): boolean {
  const isSilent = Object.values(signature).some((legs) =>
    LEGS.every((leg) => looksOf(legs[leg]).length === 0),
  );
  return isSilent || inFiles(name) !== name;
}

describe('one of our own run folders', () => {
  it.each(RUNS)('has its taps worked out, or asks for them: $title', (run) => {
    const { name } = run.datapath;
    const files = run.captures.map(({ tap, frames }) => ({ file: `${tap}.pcap`, frames }));
    if (NEVER_TOLD.includes(name)) expect(wordOf(() => analyzed(files, name))).not.toBe('E_ROLES');
    if (wordOf(() => analyzed(files, name)) === 'E_ROLES') return;
    const analysis = analyzed(files, name);
    const { signature } = run.datapath;
    const isSilent = (tap: string) =>
      LEGS.every((leg) => looksOf(signature[tap]![leg]).length === 0);
    const seen = Object.keys(signature).filter((tap) => !isSilent(tap));
    // by files alone, whoever answers is pod 2, and the device of a pod its eth0
    if (run.datapath.backends || passageOf(run.datapath.topology(run.family)).device) return;
    expect(placed(analysis)).toEqual(Object.fromEntries(seen.map((tap) => [tap, `${tap}.pcap`])));
    expect(analysis.family).toBe(run.family);
    expect(analysis.flow.key.kind).toBe(run.sent.key.kind);
    expect(analysis.identification.names).toContain(inFiles(name));
    expect(analysis.verdict.verdict).toBe(isOpenInFiles(run) ? 'inconclusive' : 'pass');
  });

  it('must be told apart by hand where a client outside the pods asks', () => {
    const run = recordedRun('kube-proxy/nodeport udp IPv4');
    const files = run.captures.map(({ tap, frames }) => ({ file: `${tap}.pcap`, frames }));
    const error = labErrorOf(() => analyzed(files, run.datapath.name));
    expect(error.code).toBe('E_ROLES');
    expect(error.mend).toContain('client/eth0=A.pcap node1/eth0=B.pcap');
  });

  it.each(RUNS)('is judged and named right once its taps are told: $title', (run) => {
    const { name } = run.datapath;
    // where the canaries are in more files than the probe, they would be taken for what is meant
    const ofCanaries = run.captures.filter(({ frames }) => frames.some((f) => isCanary(run, f)));
    const isOutdone = ofCanaries.length > new Set(packetsOf(run).map((p) => p.tap)).size;
    const files = run.captures.map(({ tap, frames }) => ({
      file: `${tap}.pcap`,
      frames: frames.filter((frame) => !isOutdone || !isCanary(run, frame)),
    }));
    const roles = Object.fromEntries(run.captures.map(({ tap }) => [tap, `${tap}.pcap`]));
    const { verdict, identification } = analyzed(files, name, roles);
    expect(verdict.verdict).toBe(isOpenInFiles(run) ? 'inconclusive' : 'pass');
    expect(identification.names).toSatisfy((names: string[]) =>
      isNamedInFiles(names, run.datapath, run.family),
    );
  });

  it('of netkit devices, as tcpdump writes one of them, does not say which way packets went', () => {
    const run = recordedRun('cilium/netkit-same-node ping IPv4');
    /** Ethernet in place of the cooked header of 20 bytes, whose first two are the protocol. */
    const plain = (frame: Frame): Frame => ({
      ...frame,
      ...{ linkType: 1, direction: null, ifindex: null, length: frame.length - 6 },
      bytes: Uint8Array.from([
        ...new Uint8Array(12),
        ...frame.bytes.subarray(0, 2),
        ...frame.bytes.subarray(20),
      ]),
    });
    const files = run.captures.map(({ tap, frames }) => ({ file: tap, frames: frames.map(plain) }));
    const roles = Object.fromEntries(run.captures.map(({ tap }) => [tap, tap]));
    const { verdict, identification } = analyzed(files, run.datapath.name, roles);
    expect(verdict.verdict).toBe('inconclusive');
    expect(new Set(verdict.findings.map((f) => f.code))).toEqual(new Set(['direction']));
    expect(identification.names).toEqual([run.datapath.name]);
  });

  it('is judged by the frames of its flow alone: the canary is another one, and told of', () => {
    const run = RUNS.find((r) => r.title === 'linux/bridge ping IPv4')!;
    const files = run.captures.map(({ tap, frames }) => ({ file: tap, frames }));
    const { flow, notes, observation } = analyzed(files, 'linux/bridge');
    expect(flow.title).toMatch(/^ping 10\.244\.1\.11 > 10\.244\.1\.12, id \d+$/);
    expect(notes.join()).toContain('other flows were left out: 2: ping 10.244.1.1 > 10.244.1.11');
    expect(observation.probe.count).toBe(3);
  });
});

describe('a TCP probe in files', () => {
  const run = recordedRun('cilium/same-node tcp IPv4');
  const roles = Object.fromEntries(run.captures.map(({ tap }) => [tap, `${tap}.pcap`]));
  const files = run.captures.map(({ tap, frames }) => ({ file: `${tap}.pcap`, frames }));

  it('is contradicted by a bare segment on the wrong side, which bears no nonce', () => {
    const bare = files[0]!.frames.find((f) => f.direction === 'in' && f.bytes.length < 90)!;
    const leaked = files.map((f) =>
      f.file === 'pod1/lxc.pcap' ? { ...f, frames: [...f.frames, bare] } : f,
    );
    expect(analyzed(files, run.datapath.name, roles).verdict.verdict).toBe('pass');
    const { verdict } = analyzed(leaked, run.datapath.name, roles);
    expect(verdict.verdict).toBe('fail');
    expect(verdict.findings[0]).toMatchObject({ code: 'unexpected', tap: 'pod1/lxc' });
  });
});

describe('what cannot be judged', () => {
  const bpf = recordedFiles('cilium-native-bpf');
  const legacy = recordedFiles('cilium-native-legacy');
  const only = (files: typeof bpf, ...names: string[]) =>
    files.filter((f) => names.includes(f.file));

  it('is a capture without a ping or a probe of ours', () => {
    const error = labErrorOf(() => analyzed(only(bpf, 'rig-worker-eth0.pcap')));
    expect(error.code).toBe('E_NO_FLOW');
    expect(error.why).toMatch(/^\d+ packets were read/);
    expect(labErrorOf(() => analyzed([])).code).toBe('E_NO_FLOW');
  });

  it('is one file', () => {
    expect(wordOf(() => analyzed(only(bpf, 'pod1-eth0.pcap')))).toBe('E_ROLES');
    expect(wordOf(() => analyzed(only(legacy, 'pod1-lxc.pcap')))).toBe('E_ROLES');
  });

  it('is two ends of one link, which could be two pods on a bridge', () => {
    const ends = only(legacy, 'pod1-eth0.pcap', 'pod1-lxc.pcap');
    const error = labErrorOf(() => analyzed(ends, 'cilium/same-node-legacy'));
    expect(error).toMatchObject({ code: 'E_ROLES' });
    expect(error.why).toContain('the same MAC addresses');
    expect(error.mend).toContain('pod1/eth0=');
  });

  it("is both host sides alone, of which none is a pod's own end", () => {
    const hosts = only(bpf, 'pod1-lxc.pcap', 'pod2-lxc.pcap');
    expect(wordOf(() => analyzed(hosts))).toBe('E_ROLES');
  });

  it("is a node's capture of all its devices, where no pod's own end is", async () => {
    const any = fileURLToPath(new URL('../fixtures/packets/cilium-any.pcap', import.meta.url));
    const devices = await readTaps(any);
    expect(devices.map((f) => f.file)).toEqual([`${any}#75`, `${any}#77`]);
    expect(wordOf(() => analyzed(devices))).toBe('E_ROLES');
  });

  it('is two files on one side of a pod', () => {
    const twice = only(bpf, 'pod1-lxc.pcap').map((f) => ({ ...f, file: 'again.pcap' }));
    const error = labErrorOf(() => analyzed([...bpf, ...twice]));
    expect(error.code).toBe('E_ROLES');
    expect(error.why).toContain('could both be pod1/lxc');
  });

  it('is one file alone from between the nodes', () => {
    const between = only(bpf, 'pod1-lxc.pcap').map(({ frames }) => ({
      file: 'node1-eth0.pcap',
      frames: frames.map((frame) => {
        const bytes = Uint8Array.from(frame.bytes);
        bytes.set([2, 2, 2, 2, 2, 2], 0);
        return { ...frame, bytes };
      }),
    }));
    const error = labErrorOf(() => analyzed([...bpf, ...between]));
    expect(error.why).toContain('node1-eth0.pcap: the nodes');
  });

  it('passes no verdict on two pods alone: what the host sides saw is not known', () => {
    const pods = only(bpf, 'pod1-eth0.pcap', 'pod2-eth0.pcap');
    const { verdict } = analyzed(pods);
    expect(verdict.verdict).toBe('inconclusive');
    expect(new Set(verdict.findings.map((f) => f.code))).toEqual(new Set(['tap-missing']));
  });
});

describe('taps that are given', () => {
  it('are believed, even if the packets contradict them', () => {
    const files = recordedFiles('cilium-native-bpf').filter((f) => f.file.startsWith('pod'));
    const mixedUp = { ...PODS, 'pod1/lxc': PODS['pod2/lxc'], 'pod2/lxc': PODS['pod1/lxc'] };
    const { verdict, ...analysis } = analyzed(files, 'cilium/same-node', mixedUp);
    expect(placed(analysis as ReturnType<typeof analyzed>)).toEqual(mixedUp);
    expect(verdict.verdict).toBe('fail');
  });

  it('keep a file that saw nothing: silence is what it has to say', () => {
    const files = recordedFiles('flannel-vxlan');
    const analysis = analyzed(
      files.filter((f) => /pod|cni0/.test(f.file)),
      'linux/bridge',
      {
        ...REAL.find((r) => r.folder === 'flannel-vxlan')!.roles,
        'node1/cni0': 'node1-cni0.pcap',
      },
    );
    expect(Object.keys(placed(analysis))).toEqual([
      ...['pod1/eth0', 'pod1/lxc', 'node1/cni0', 'pod2/lxc', 'pod2/eth0'],
    ]);
    expect(analysis.verdict.verdict).toBe('inconclusive');
    expect(analysis.verdict.findings.map((f) => f.code)).toEqual([
      ...['unproven-absence', 'unproven-absence'],
    ]);
  });
});

describe('the flow that is judged', () => {
  const ping = (id: number, sequence: number): Frame =>
    ethernetFrame(
      ethernet(
        0x0800,
        ipv4({ protocol: 1 }, echo({ type: 8, id, sequence, payload: new Uint8Array(8) })),
      ),
    );

  it('is the one that most files saw, however many frames another has', () => {
    const chatter = Array.from({ length: 50 }, (_, i) => ping(999, i));
    const files = recordedFiles('cilium-native-bpf').map((f) =>
      f.file === 'pod1-eth0.pcap' ? { ...f, frames: [...chatter, ...f.frames] } : f,
    );
    const { flow, notes, verdict } = analyzed(files);
    expect(flow.title).toContain('10.244.1.29 > 10.244.1.146');
    expect(notes.join()).toContain('id 999');
    expect(verdict.verdict).toBe('pass');
  });
});

/** What comes of it: its word, or the code of the LabError that it throws. */
function wordOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
}

/** Whether it is of another flow than the probe's that could be meant. */
function isCanary({ sent }: RecordedRun, frame: Frame): boolean {
  const packet = decode(frame);
  return flowOf(packet) !== null && matchProbe(packet, sent.key).length === 0;
}
