// `cni-lab analyze` of four files, of which one holds a million packets beside its pings, against what others
// take to read that one.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { importSources } from '../import-sources.mjs';

const PACKETS = 1_000_000;
const [SHORT, FULL] = [96, 65_535];

/** @returns pairs as bench.mjs has them; the files are made when a pair is first run */
export function analyzePairs(root, cli, scratch) {
  const pairs = [SHORT, FULL].map((snaplen) => {
    const file = join(scratch, `busy-${snaplen}.pcap`);
    const recorded = join(root, 'test/fixtures/recordings/cilium-native-bpf');
    const others = ['pod1-lxc', 'pod2-lxc', 'pod2-eth0'].map(
      (tap) => `${tap.replace('-', '/')}=${join(recorded, `${tap}.pcap`)}`,
    );
    const hook = join(root, 'scripts/bench/peak-memory.cjs');
    const analyze = [cli, 'analyze', '--flow', 'ping 10.244.', `pod1/eth0=${file}`, ...others];
    const by = (tool) => ['sh', '-c', `${tool} "$1" >/dev/null 2>&1`, 'sh', file];
    const pair = {
      name: `analyze, a million packets ${snaplen === FULL ? 'as they are' : `cut at ${snaplen} bytes`}`,
      ours: [process.execPath, '--require', hook, ...analyze],
      prepare: () => writeBusy(file, snaplen, join(recorded, 'pod1-eth0.pcap')),
    };
    return [
      { ...pair, name: `${pair.name}, against tcpdump -nr`, theirs: by('tcpdump -nr') },
      { ...pair, name: `${pair.name}, against tshark -nr`, theirs: by('tshark -nr'), few: 5 },
    ];
  });
  const hasTshark = spawnSync('tshark', ['--version']).status === 0;
  if (!hasTshark) console.log('skipped: what is measured against tshark, which is not installed');
  return pairs.flat().filter(({ theirs }) => hasTshark || !theirs[2].startsWith('tshark'));
}

async function writeBusy(file, snaplen, recording) {
  const { busyCapture, readFramesOf } = await importSources(
    'test/support/busy-capture.ts',
    'test/support/read-frames.ts',
  );
  const target = openSync(file, 'w');
  const among = readFramesOf(recording);
  for (const piece of busyCapture({ packets: PACKETS, snaplen, among })) writeSync(target, piece);
  closeSync(target);
}
