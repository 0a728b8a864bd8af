// `cni-lab report --html`: of a run of very many packets, and of one of all datapaths; and how long a browser takes
// to open such a page, against an empty one.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TAPS = ['pod1-eth0', 'pod1-lxc', 'pod2-lxc', 'pod2-eth0'];
const PACKETS = 200_000;
const [FILE_HEADER, RECORD_HEADER] = [24, 16];

/** @returns pairs as bench.mjs has them; the runs are made when a pair is first run */
export function reportPairs(root, cli, scratch) {
  const hook = join(root, 'scripts/bench/peak-memory.cjs');
  const report = (run, page) => [cli, 'report', run, '--html', page];
  const measured = (args) => [process.execPath, '--require', hook, ...args];
  const [many, all] = ['many', 'all'].map((name) => join(scratch, name));
  const page = `${all}.html`;
  const verify = (out, ...names) => run([process.execPath, cli, 'verify', ...names, '--out', out]);
  const shell = (line, ...args) => ['sh', '-c', `${line} >/dev/null 2>&1`, 'sh', ...args];
  const browse = (url) =>
    shell('chromium --headless --no-sandbox --disable-gpu --dump-dom "$1"', url);
  const hasBrowser = spawnSync('chromium', ['--version']).status === 0;
  if (!hasBrowser) console.log('skipped: opening a page in chromium, which is not installed');
  return [
    {
      name: `report --html, ${PACKETS.toLocaleString('en')} packets, against tcpdump -nr of the same`,
      ours: measured(report(many, `${many}.html`)),
      theirs: shell('for f; do tcpdump -nr "$f"; done', ...TAPS.map((tap) => pcapOf(many, tap))),
      prepare: () => {
        verify(many, 'cilium/same-node');
        for (const tap of TAPS) addStrangers(pcapOf(many, tap), PACKETS / TAPS.length);
      },
    },
    {
      name: 'report --html of verify --all, against that of the flagship alone',
      ours: measured(report(all, page)),
      theirs: [process.execPath, ...report(join(scratch, 'one'), join(scratch, 'one.html'))],
      prepare: () => {
        verify(all, '--all');
        verify(join(scratch, 'one'), 'cilium/same-node');
      },
    },
    {
      name: "opening verify --all's page in a browser that starts, against an empty page",
      ours: browse(page),
      theirs: browse('about:blank'),
      few: 5,
      prepare: () => {
        verify(all, '--all');
        run([process.execPath, ...report(all, page)]);
      },
    },
  ].filter(({ ours }) => hasBrowser || !ours[2]?.includes('chromium'));
}

function pcapOf(folder, tap) {
  return join(folder, 'cilium/same-node', `${tap}.pcap`);
}

/** So many pings of somebody else's, with the frame of one of ours but for what tells them. */
function addStrangers(file, count) {
  const content = readFileSync(file);
  const length = RECORD_HEADER + content.readUInt32LE(FILE_HEADER + 8);
  const stranger = Buffer.from(content.subarray(FILE_HEADER, FILE_HEADER + length));
  stranger.fill(0x55, stranger.length - 48);
  writeFileSync(file, Buffer.concat([content, ...Array(count).fill(stranger)]));
}

function run([file, ...args]) {
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
}
