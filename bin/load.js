'use strict';

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const FILE = join(__dirname, '../dist/cni-lab.cjs');
/** V8 tells code of another version by itself, of another kind of machine it does not. */
const CACHE = `${FILE}.${process.arch}-${process.versions.v8}`;

/**
 * Runs the program. What V8 compiled of it when it was built (scripts/code-cache.cjs) is taken as it was, where this
 * is the same V8: compiling it anew is a third of a start.
 * @returns {Script}
 */
function load() {
  const code = readFileSync(FILE, 'utf8');
  const script = new Script(`(function (require, module, exports, __filename) {${code}\n})`, {
    filename: FILE,
    cachedData: cached(),
  });
  const module = { exports: {} };
  script.runInThisContext()(createRequire(FILE), module, module.exports, FILE, dirname(FILE));
  return script;
}

function cached() {
  try {
    return readFileSync(CACHE);
  } catch {
    return undefined; // built by another
  }
}

module.exports = { load, CACHE };
