// What test files import from vitest, for tests that are run one by one in this process: the same expect, and a
// describe and an it that only note down what there is.
import { format } from 'node:util';
import { expect } from 'vitest';

// expect asks some of its words whether they run in a browser
globalThis.__vitest_worker__ ??= { config: {} };

/** @typedef {{ id: string, name: string, run: () => unknown }} Test */

let prefix = [];
/** @type {Test[]} */
let tests = [];
let file = '';

/** The tests of a file, in its order. @param {() => void} load evaluates it */
export function collect(name, load) {
  [prefix, tests, file] = [[], [], name];
  load();
  const known = new Map();
  return tests.map((test) => {
    const times = (known.get(test.name) ?? 0) + 1;
    known.set(test.name, times);
    return { ...test, id: `${file}#${test.name}${times > 1 ? ` (${times})` : ''}` };
  });
}

function describe(title, body) {
  prefix.push(title);
  body();
  prefix.pop();
}

function it(title, run) {
  tests.push({ name: [...prefix, title].join(' '), run });
}

/** A row that is a list is spread over the arguments. */
function each(make) {
  return (rows) => (title, body) => {
    for (const row of rows) {
      const args = Array.isArray(row) ? row : [row];
      make(named(title, args), () => body(...args));
    }
  };
}

/** `%s` and the like take the arguments in turn, `$word` a field of the first. */
function named(title, args) {
  const filled = title.replaceAll(/\$(\w+)/g, (word, key) => args[0]?.[key] ?? word);
  const wanted = filled.match(/%[sdifjoO]/g)?.length ?? 0;
  return format(filled, ...args.slice(0, wanted));
}

export const WORDS = {
  describe: Object.assign(describe, { each: each(describe) }),
  it: Object.assign(it, { each: each(it) }),
  expect,
  vi: { setConfig() {} },
};
