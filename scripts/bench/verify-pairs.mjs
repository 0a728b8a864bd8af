import { join } from 'node:path';

/** `cni-lab verify` on embedded labs, and what its start costs. @returns pairs as bench.mjs has them */
export function verifyPairs(root, verify, help) {
  const script = {
    ours: [],
    theirs: [
      'sh',
      join(root, 'scripts/bench/flagship.sh'),
      join(root, 'dist/bpf/redirect-peer.bpf.o'),
    ],
  };
  const engines = ['tcpdump', 'tap'];
  const one = (engine) => verify('--count', '1', '--engine', engine);
  return [
    ...engines.map((engine) => ({
      ...script,
      name: `flagship by ${engine}, one ping, against the hand-written script`,
      ours: one(engine),
    })),
    { name: '--help against bare node', ours: help, theirs: [process.execPath, '-e', '0'] },
    ...engines.map((engine) => ({
      name: `verify --all by ${engine} against the flagship alone`,
      ours: verify('--all', '--count', '1', '--engine', engine),
      theirs: one(engine),
      few: 5,
    })),
    ...[10, 50, 200].map((pairs) => ({
      name: `${pairs} pod pairs by tap against one`,
      ours: verify('--pairs', `${pairs}`, '--count', '1', '--engine', 'tap'),
      theirs: one('tap'),
      few: 5,
    })),
  ];
}
