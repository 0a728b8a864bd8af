// Keeps what V8 compiles of dist/cni-lab.cjs, when that judges a recording, beside it; see bin/load.js.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { CACHE, load } = require('../bin/load.js');

const run = join(__dirname, '../test/fixtures/runs/cilium-same-node/ping-4');
const captures = ['pod1/eth0', 'pod1/lxc', 'pod2/lxc', 'pod2/eth0'].map(
  (tap) => `${tap}=${join(run, `${tap.replace('/', '-')}.pcap`)}`,
);
process.argv.splice(2, process.argv.length, 'analyze', ...captures);
const script = load();
process.on('exit', () => writeFileSync(CACHE, script.createCachedData()));
