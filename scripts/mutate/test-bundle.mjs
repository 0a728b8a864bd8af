// The test files as one script, which can be evaluated anew for each mutant: nothing that one mutant left in a
// module's memory is there for the next. Files are evaluated when their tests are asked for.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { globImports } from '../glob-imports.mjs';
import { collect, WORDS } from './vitest-words.mjs';

/** Properties are tried so often: a mutant that more of them are needed for wants an example of its own. */
const MOST_RUNS = 20;

const quickCheck = {
  ...fc,
  // the same values for every mutant, and no search for the smallest that fails
  assert: (property, { numRuns = 100, ...options } = {}) =>
    fc.assert(property, {
      ...options,
      ...{ numRuns: Math.min(numRuns, MOST_RUNS), seed: 1, endOnFailure: true },
    }),
};

const PACKAGES = {
  vitest: WORDS,
  'fast-check': { ...quickCheck, default: quickCheck, __esModule: true },
};

/** `import.meta.url` is unknown to a script; each file's own stands in for it. */
const ownUrl = {
  name: 'own-url',
  setup({ onLoad }) {
    onLoad({ filter: /\/test\/.*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: source.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

/**
 * @param {string} root of the checkout, or of a copy
 * @param {readonly string[]} patterns of test files
 */
export async function bundleTests(root, patterns) {
  const files = globSync([...patterns], { cwd: root }).sort();
  const entries = files.map((file) => `${JSON.stringify(file)}: () => require('./${file}')`);
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = { ${entries.join(',\n')} };`, resolveDir: root },
    ...{ bundle: true, write: false, format: 'cjs', platform: 'node', target: 'node20' },
    ...{ packages: 'external', plugins: [globImports, ownUrl], logLevel: 'error' },
  });
  const script = new vm.Script(`(function (require, module) {${outputFiles[0].text}\n})`, {
    filename: join(root, 'tests.cjs'),
  });
  const packages = createRequire(join(root, 'package.json'));
  const require = (name) => PACKAGES[name] ?? packages(name);
  return {
    files,
    /** All modules anew. @returns the tests of a file, which is evaluated now */
    evaluate() {
      const module = { exports: {} };
      script.runInThisContext()(require, module);
      return (file) => collect(file, module.exports[file]);
    },
  };
}
