// `npm run mutate [-- FILE...]`: changes src/verdict and src/packets in thousands of small ways, and tells which
// changes no test notices. Each of those is killed by a new test or explained in equivalents.json; else it fails.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { importSources } from '../import-sources.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../..');
const files = process.argv.slice(2);
for (const file of files) {
  if (/[*{]/.test(file) || existsSync(join(ROOT, file.replace(/:.*/, '')))) continue;
  console.error(`no such file: ${file}`);
  process.exit(2);
}

process.chdir(ROOT);
const results = await new Stryker({
  configFile: join(HERE, 'stryker.config.mjs'),
  ...(files.length > 0 && { mutate: files }),
}).runMutationTest();
const mutants = results.map((one) => ({ ...one, fileName: relative(ROOT, one.fileName) }));

const { placeOf, scoreTable, unexplained } = await importSources(
  'scripts/mutate/equivalents.ts',
  'scripts/mutate/score-table.ts',
);
const known = JSON.parse(readFileSync(join(HERE, 'equivalents.json'), 'utf8'));
const { survivors, stale } = unexplained(mutants, known, (file) => readFileSync(file, 'utf8'));
console.log(scoreTable(mutants, survivors));
for (const mutant of survivors) console.log(placeOf(mutant));
for (const entry of stale) {
  console.log(`explained, and gone: ${JSON.stringify(entry)}`);
}
if (survivors.length + stale.length > 0) {
  console.log(
    `\n${survivors.length} unexplained, ${stale.length} explained that are gone: see docs/judge.md`,
  );
  process.exitCode = 1;
}
