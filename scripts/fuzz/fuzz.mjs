// Fuzzes the readers of what comes from outside: docs/fuzzing.md says which, and what was found.
//   npm run fuzz                                  what is left of the default of 10 million executions
//   npm run fuzz -- --executions 200000           of all targets together
//   npm run fuzz -- --target pcap --executions 5000000
//   npm run fuzz -- --replay FILE --target pcap   one input, with what it leads to
// A run that was broken off is taken up where it was, in the folder --state; --fresh begins anew.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildTarget, targetNames } from './build-target.mjs';
import { Campaign } from './campaign.mjs';
import { runWorker } from './run-worker.mjs';

const { values: options } = parseArgs({
  options: {
    executions: { type: 'string', default: '10000000' },
    seed: { type: 'string' },
    target: { type: 'string', multiple: true },
    state: { type: 'string', default: '.cache/fuzz' },
    fresh: { type: 'boolean', default: false },
    replay: { type: 'string' },
  },
});
/** So many workers of a target may end one after the other without a batch done. */
const MOST_DEATHS = 5;

const executions = Number(options.executions);
const names = options.target ?? targetNames();
const unknown = names.filter((name) => !targetNames().includes(name));
if (unknown.length > 0 || !Number.isInteger(executions) || executions < 1) {
  console.error(`fuzz: there is no ${unknown.join(', ') || `number ${options.executions}`}`);
  console.error(`the targets are ${targetNames().join(', ')}`);
  process.exit(2);
}

const built = [];
mkdirSync(join(options.state, 'built'), { recursive: true });
for (const name of names) built.push(await buildTarget(name, join(options.state, 'built')));

if (options.replay) {
  const outcome = await built[0].replay(new Uint8Array(readFileSync(options.replay)));
  console.log(outcome?.text ?? 'nothing is wrong with it');
  process.exit(outcome ? 1 : 0);
}

if (options.fresh)
  for (const name of names) rmSync(join(options.state, name), { recursive: true, force: true });
const shares = built.reduce((sum, { share }) => sum + share, 0);
const rows = [];
for (const target of built) {
  const campaign = new Campaign(join(options.state, target.name), options.seed);
  const wanted = Math.ceil((executions * target.share) / shares);
  console.error(
    `${target.name}: seed ${campaign.seed}, ${campaign.executions} of ${wanted} are done`,
  );
  let deaths = 0;
  while (campaign.executions < wanted && deaths < MOST_DEATHS) {
    const before = campaign.executions;
    await runWorker(target, campaign, wanted);
    deaths = campaign.executions > before ? 0 : deaths + 1;
  }
  rmSync(campaign.scratch, { recursive: true, force: true });
  const { seconds, reached, corpus, failures } = campaign;
  rows.push({
    ...{ target: target.name, executions: campaign.executions, seconds: Math.round(seconds) },
    ...{ branches: `${reached} of ${target.branches}`, corpus: corpus.length },
    failures: failures.length,
  });
}
console.table(rows);
const total = rows.reduce((sum, row) => sum + row.executions, 0);
const failures = rows.reduce((sum, row) => sum + row.failures, 0);
console.log(`${total} executions of ${rows.length} targets, ${failures} kinds of failures`);
process.exit(failures > 0 ? 1 : 0);
